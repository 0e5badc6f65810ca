// Slackline's switch program for v1model (bmv2, the embedded switch): steers requests to service addresses onto the edge node with
// more slack, takes the nodes' in-band slack reports, and is a learning bridge for everything else.

#include <core.p4>
#include <v1model.p4>

#include "constants.p4"
#include "causes.p4"
#include "headers.p4"
#include "metadata.p4"
#include "parser.p4"
#include "state.p4"
#include "controller.p4"
#include "l2.p4"
#include "local.p4"
#include "report.p4"
#include "service.p4"
#include "steer.p4"
#include "deliver.p4"

control SlacklineIngress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    FromController() from_controller;
    Learn() learn;
    Services() services;
    Steer() steer;
    Deliver() deliver;
    LocalAddresses() local_addresses;
    SlackReports() slack_reports;
    Answer() answer;
    Bridge() bridge;

    apply {
        meta.detail = NO_DETAIL;
        meta.ingress_port = (bit<16>) standard_metadata.ingress_port;
        meta.slack_now = (bit<32>) (standard_metadata.ingress_global_timestamp >> 10);

        if (hdr.packet_out.isValid()) {
            from_controller.apply(hdr, meta, standard_metadata);
        } else if (!hdr.ethernet.isValid()) {
            mark_to_drop(standard_metadata);
            meta.cause = MALFORMED;
        } else {
            learn.apply(hdr, meta);
            if (meta.has_l4 == 1 && meta.to_inband_port == 0) {
                services.apply(hdr, meta);
            }
            if (meta.mode != MODE_NONE) {
                steer.apply(hdr, meta, standard_metadata.ingress_global_timestamp);
                deliver.apply(hdr, meta, standard_metadata);
            } else {
                if (hdr.ipv4.isValid() || hdr.arp.isValid()) {
                    local_addresses.apply(meta);
                }
                if (meta.is_local == 0) {
                    bridge.apply(hdr, meta, standard_metadata);
                } else if (meta.to_inband_port == 1) {
                    slack_reports.apply(hdr, meta, standard_metadata);
                } else {
                    answer.apply(hdr, meta, standard_metadata);
                }
            }
        }

        cause_counter.count((bit<32>) meta.cause);
        if (meta.detail != NO_DETAIL) {
            cause_counter.count((bit<32>) meta.detail);
        }
    }
}

control SlacklineEgress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    PruneFlood() prune_flood;

    apply {
        prune_flood.apply(meta, standard_metadata);
    }
}

// Checksums travel end to end: a node's own kernel checks them, and nothing that they cover is changed without amending them.
control SlacklineVerifyChecksum(inout headers_t hdr, inout metadata_t meta) {
    apply {}
}

control SlacklineComputeChecksum(inout headers_t hdr, inout metadata_t meta) {
    apply {}
}

V1Switch(
    SlacklineParser(),
    SlacklineVerifyChecksum(),
    SlacklineIngress(),
    SlacklineEgress(),
    SlacklineComputeChecksum(),
    SlacklineDeparser()
) main;
