// In-band slack reports: the fast loop's way in. A report counts only from the port, with the node index and the token that the
// controller bound together, and only when its sequence advances within its boot epoch. All of them end here.

#ifndef SLACKLINE_REPORT
#define SLACKLINE_REPORT

#include "constants.p4"
#include "controller.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

// What the controller is asked about by strangers: metered by port of arrival.
control Punt(inout headers_t hdr, inout metadata_t meta) {
    ToController() ask;
    PuntAllowance() allowance;

    bit<1> allowed;

    apply {
        allowance.apply(meta.ingress_port, allowed);
        if (allowed == 1) {
            ask.apply(hdr, meta, REPORT_PUNTED);
        } else {
            meta.cause = PUNT_METERED;
        }
    }
}

control SlackReports(inout headers_t hdr, inout metadata_t meta) {
    Newer() newer_report;
    StoreReport() store;
    Punt() punt;

    bit<32> score;
    bit<1> newer;

    @name(".report_accept")
    action report_accept() {}

    @name(".report_unknown")
    action report_unknown() {
        meta.detail = REPORT_FORGED;
    }

    @name(".report_source")
    table report_source {
        key = {
            meta.ingress_port: exact @name("ingress_port");
            hdr.inband.node_index: exact @name("node_index");
            hdr.inband.token: exact @name("token");
        }
        actions = {
            report_accept;
            @defaultonly report_unknown;
        }
        const default_action = report_unknown();
        size = NODES;
    }

    apply {
        if (hdr.inband.node_index == 0 || hdr.inband.node_index[15:12] != 0 || hdr.inband.boot_epoch == 0) {
            meta.cause = MALFORMED;
        } else if (report_source.apply().hit) {
            newer_report.apply(hdr.inband.node_index, hdr.inband.boot_epoch, hdr.inband.sequence, hdr.inband.token, newer);
            if (newer == 1) {
                score = (bit<32>) hdr.slack_report.slack_millicores + 1;
                if (hdr.inband.flags[0:0] == 1) {
                    score = 0;
                }
                store.apply(hdr.inband.node_index, meta.slack_now, score, hdr.slack_report.warm_functions);
                meta.cause = REPORT_ACCEPTED;
            } else {
                meta.cause = REPORT_REPLAYED;
            }
        } else {
            // The controller tells a new node from a forger; so that neither can flood it, what it gets is metered by port.
            punt.apply(hdr, meta);
        }
    }
}

#endif
