// In-band packets by their type. All of them end in the switch.

#ifndef SLACKLINE_INBAND
#define SLACKLINE_INBAND

#include "handover.p4"
#include "headers.p4"
#include "metadata.p4"
#include "report.p4"

// Who sends it? Does not wait for the answer whether it is for this switch.
control Senders(in headers_t hdr, inout metadata_t meta) {
    ReportSource() report_source;
    ArmedHandover() armed_handover;

    apply {
        if (hdr.slack_report.isValid()) {
            report_source.apply(hdr, meta);
        } else if (hdr.handover.isValid()) {
            armed_handover.apply(hdr, meta);
        }
    }
}

control Inband(inout headers_t hdr, inout metadata_t meta) {
    SlackReports() slack_reports;
    Handovers() handovers;

    apply {
        meta.cause = MALFORMED;
        if (hdr.slack_report.isValid()) {
            slack_reports.apply(hdr, meta);
        } else if (hdr.handover.isValid() && hdr.handover.function_slot[15:10] == 0) {
            handovers.apply(hdr, meta);
        }
    }
}

#endif
