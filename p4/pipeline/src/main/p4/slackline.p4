// Slackline's switch program for v1model (bmv2, the embedded switch): steers requests to service addresses onto the edge node with
// more slack, takes the nodes' in-band slack reports, and is a learning bridge and a router for everything else.

#include <core.p4>
#include <v1model.p4>

#include "constants.p4"
#include "causes.p4"
#include "headers.p4"
#include "metadata.p4"
#include "parser.p4"
#include "cells.p4"
#include "stages.p4"

control SlacklineIngress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    Stages() stages;

    apply {
        meta.ingress_port = (bit<16>) standard_metadata.ingress_port;
        stages.apply(hdr, meta, standard_metadata.ingress_global_timestamp);

        if (meta.verdict == VERDICT_SEND) {
            standard_metadata.egress_spec = (bit<9>) meta.out_port;
        } else if (meta.verdict == VERDICT_FLOOD) {
            standard_metadata.mcast_grp = FLOOD_GROUP;
        } else {
            mark_to_drop(standard_metadata);
        }
        if (meta.learn == 1) {
            digest<l2_learn>(1, { meta.learned_mac, meta.ingress_port });
        }
        cause_counter.count((bit<32>) meta.cause);
        if (meta.detail != NO_DETAIL) {
            cause_counter.count((bit<32>) meta.detail);
        }
    }
}

control SlacklineEgress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    apply {
        // A flooded packet does not return where it came from.
        if (meta.verdict == VERDICT_FLOOD && standard_metadata.egress_port == standard_metadata.ingress_port) {
            mark_to_drop(standard_metadata);
        }
    }
}

// Checksums travel end to end: a node's own kernel checks them, and nothing that they cover is changed without amending them.
control SlacklineVerifyChecksum(inout headers_t hdr, inout metadata_t meta) {
    apply {}
}

// Only the header that the switch itself puts in front is summed up here.
control SlacklineComputeChecksum(inout headers_t hdr, inout metadata_t meta) {
    apply {
        update_checksum(
            hdr.outer_ipv4.isValid(),
            { hdr.outer_ipv4.version, hdr.outer_ipv4.header_words, hdr.outer_ipv4.traffic_class,
              hdr.outer_ipv4.total_length, hdr.outer_ipv4.identification, hdr.outer_ipv4.reserved,
              hdr.outer_ipv4.dont_fragment, hdr.outer_ipv4.more_fragments, hdr.outer_ipv4.fragment_offset,
              hdr.outer_ipv4.ttl, hdr.outer_ipv4.protocol, hdr.outer_ipv4.src, hdr.outer_ipv4.dst },
            hdr.outer_ipv4.checksum, HashAlgorithm.csum16);
    }
}

V1Switch(
    SlacklineParser(),
    SlacklineVerifyChecksum(),
    SlacklineIngress(),
    SlacklineEgress(),
    SlacklineComputeChecksum(),
    SlacklineDeparser()
) main;
