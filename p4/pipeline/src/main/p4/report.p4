// In-band slack reports: the fast loop's way in. A report counts only from the port, with the node index and the token that the
// controller bound together, and only when its sequence advances within its boot epoch. All of them end here.

#ifndef SLACKLINE_REPORT
#define SLACKLINE_REPORT

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"
#include "state.p4"

control SlackReports(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    bit<32> node = (bit<32>) hdr.inband.node_index;
    bit<64> stored_boot;
    bit<16> epoch_advance;
    bit<32> stored_sequence;
    bit<32> sequence_advance;
    bit<32> score;
    bit<2> color;

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

    // The controller tells a new node from a forger; so that neither can flood it, what it gets is metered by port.
    @hidden
    action punt() {
        standard_metadata.egress_spec = CPU_PORT;
        hdr.packet_in.setValid();
        hdr.packet_in.ingress_port = meta.ingress_port;
        hdr.packet_in.cause = REPORT_PUNTED;
        meta.cause = REPORT_PUNTED;
    }

    @hidden
    action store() {
        slack_a.write(node, meta.slack_now ++ score);
        slack_b.write(node, meta.slack_now ++ score);
        warm_functions.write(node, hdr.slack_report.warm_functions);
        meta.cause = REPORT_ACCEPTED;
    }

    apply {
        mark_to_drop(standard_metadata);
        if (!hdr.slack_report.isValid() || hdr.inband.node_index == 0 || hdr.inband.node_index[15:12] != 0
                || hdr.inband.boot_epoch == 0) {
            meta.cause = MALFORMED;
        } else if (report_source.apply().hit) {
            boot_epoch.read(stored_boot, node);
            epoch_advance = hdr.inband.boot_epoch - stored_boot[15:0];
            meta.cause = REPORT_REPLAYED;
            score = (bit<32>) hdr.slack_report.slack_millicores + 1;
            if (hdr.inband.flags[0:0] == 1) {
                score = 0;
            }
            if (stored_boot[63:32] == hdr.inband.token && epoch_advance == 0) {
                last_sequence.read(stored_sequence, node);
                // Serial number arithmetic: an advance of 1 to 2^31 - 1 is forward.
                sequence_advance = hdr.inband.sequence - stored_sequence;
                if (sequence_advance != 0 && sequence_advance[31:31] == 0) {
                    last_sequence.write(node, hdr.inband.sequence);
                    store();
                }
            } else if (stored_boot[63:32] != hdr.inband.token || epoch_advance[15:15] == 0) {
                // The node started anew, or got another token; its sequence starts anew too.
                boot_epoch.write(node, hdr.inband.token ++ 16w0 ++ hdr.inband.boot_epoch);
                last_sequence.write(node, hdr.inband.sequence);
                store();
            }
        } else {
            punt_meter.execute_meter((bit<32>) meta.ingress_port, color);
            if (color == 0) {
                punt();
            } else {
                meta.cause = PUNT_METERED;
            }
        }
    }
}

#endif
