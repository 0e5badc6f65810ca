// In-band packets by their type. All of them end in the switch.

#ifndef SLACKLINE_INBAND
#define SLACKLINE_INBAND

#include "handover.p4"
#include "headers.p4"
#include "metadata.p4"
#include "report.p4"

control Inband(inout headers_t hdr, inout metadata_t meta) {
    SlackReports() slack_reports;
    Handovers() handovers;

    apply {
        if (hdr.slack_report.isValid()) {
            slack_reports.apply(hdr, meta);
        } else if (hdr.handover.isValid() && hdr.handover.function_slot[15:10] == 0) {
            handovers.apply(hdr, meta);
        } else {
            meta.cause = MALFORMED;
        }
    }
}

#endif
