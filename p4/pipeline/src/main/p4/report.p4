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

// Asked of every report before it is known whether it is for this switch.
control ReportSource(in headers_t hdr, inout metadata_t meta) {
    ReportWords() words;

    @name(".report_accept")
    action report_accept() {
        meta.is_bound = 1;
    }

    @name(".report_unknown")
    action report_unknown() {}

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
        if (hdr.inband.node_index != 0 && HAS_CELLS(hdr.inband.node_index) && hdr.inband.boot_epoch != 0) {
            meta.is_sound = 1;
        }
        report_source.apply();
        words.apply(hdr, meta);
    }
}

control SlackReports(inout headers_t hdr, inout metadata_t meta) {
    Newer() newer_report;
    StoreReport() store;
    Punt() punt;

    bit<1> newer;

    apply {
        if (meta.is_sound == 1) {
            if (meta.is_bound == 1) {
                newer_report.apply(hdr.inband.node_index, meta.boot_word, hdr.inband.sequence, hdr.inband.token, newer);
                if (newer == 1) {
                    store.apply(hdr.inband.node_index, meta.slack_now, meta.slack_word,
                                hdr.slack_report.warm_functions);
                    meta.cause = REPORT_ACCEPTED;
                } else {
                    meta.cause = REPORT_REPLAYED;
                }
            } else {
                meta.detail = REPORT_FORGED;
                // The controller tells a new node from a forger; so that neither can flood it, what it gets is metered by port.
                punt.apply(hdr, meta);
            }
        }
    }
}

#endif
