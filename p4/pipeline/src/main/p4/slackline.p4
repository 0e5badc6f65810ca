// Slackline's switch program for v1model (bmv2, the embedded switch): steers requests to service addresses onto the edge node with
// more slack, takes the nodes' in-band slack reports, and is a learning bridge and a router for everything else.

#include <core.p4>
#include <v1model.p4>

#include "constants.p4"
#include "causes.p4"
#include "headers.p4"
#include "metadata.p4"
#include "parser.p4"
#include "stages.p4"
#include "target.p4"

parser SlacklineParser(packet_in packet, out headers_t hdr, inout metadata_t meta,
                       inout standard_metadata_t standard_metadata) {
    FromCpu() from_cpu;
    FromWire() from_wire;

    state start {
        transition select(standard_metadata.ingress_port) {
            (bit<9>) CPU_PORT: cpu;
            default: wire;
        }
    }

    state cpu {
        from_cpu.apply(packet, hdr);
        transition accept;
    }

    state wire {
        from_wire.apply(packet, hdr, meta);
        transition accept;
    }
}

control SlacklineIngress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    Stages() stages;

    apply {
        meta.ingress_port = (bit<16>) standard_metadata.ingress_port;
        // The time of arrival in microseconds; affinity's clock is never as small as a cell that was never written is old.
        meta.slack_now = (bit<32>) (standard_metadata.ingress_global_timestamp >> 10);
        meta.flow_now = (bit<32>) (standard_metadata.ingress_global_timestamp >> 17) + AFFINITY_CLOCK_START;
        stages.apply(hdr, meta);

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

control SlacklineDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.packet_in);
        packet.emit(hdr.outer_ethernet);
        packet.emit(hdr.outer_ipv4);
        packet.emit(hdr.outer_udp);
        packet.emit(hdr.outer_vxlan);
        packet.emit(hdr.ethernet);
        packet.emit(hdr.arp);
        packet.emit(hdr.ipv4);
        packet.emit(hdr.icmp);
        packet.emit(hdr.tcp);
        packet.emit(hdr.udp);
        packet.emit(hdr.vxlan);
        packet.emit(hdr.inner_ethernet);
        packet.emit(hdr.inner_ipv4);
        packet.emit(hdr.inner_tcp);
        packet.emit(hdr.inner_udp);
        packet.emit(hdr.inband);
        packet.emit(hdr.slack_report);
        packet.emit(hdr.handover);
        packet.emit(hdr.probe);
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
