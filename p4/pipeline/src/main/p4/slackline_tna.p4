// Slackline's switch program for Tofino 1 (TNA) and Tofino 2 (T2NA): the stages of slackline.p4 in another dress. One pipe holds the whole
// state, so all ports that reports and requests come by must be ports of one pipe.

#include <core.p4>
#if __TARGET_TOFINO__ == 2
#include <t2na.p4>
#else
#include <tna.p4>
#endif

#define SLACKLINE_TNA

#include "tna/sizes.p4"
#include "constants.p4"
#include "causes.p4"
#include "headers.p4"
#include "metadata.p4"
#include "parser.p4"
#include "stages.p4"

struct egress_headers_t {
    flooded_h flooded;
}

struct egress_metadata_t {}

const DigestType_t DIGEST_LEARN = 1;

parser SlacklineParser(packet_in packet, out headers_t hdr, out metadata_t meta,
                       out ingress_intrinsic_metadata_t intrinsic) {
    FromCpu() from_cpu;
    FromWire() from_wire;

    state start {
        packet.extract(intrinsic);
        packet.advance(PORT_METADATA_SIZE);
        meta.ingress_port = (bit<16>) intrinsic.ingress_port;
        transition select(intrinsic.ingress_port) {
            TO_CPU_PORT: cpu;
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

// What a register action reads must not be scattered.
@pa_container_size("ingress", "meta.steering_epoch", 16)
@pa_container_size("ingress", "meta.new_owner", 16)
@pa_container_size("ingress", "meta.node", 16)
@pa_container_size("ingress", "meta.slack_now", 32)
@pa_container_size("ingress", "meta.slack_word", 32)
@pa_container_size("ingress", "meta.fingerprint", 32)
@pa_container_size("ingress", "meta.flow_now", 32)
control SlacklineIngress(inout headers_t hdr, inout metadata_t meta,
                         in ingress_intrinsic_metadata_t intrinsic,
                         in ingress_intrinsic_metadata_from_parser_t from_parser,
                         inout ingress_intrinsic_metadata_for_deparser_t for_deparser,
                         inout ingress_intrinsic_metadata_for_tm_t for_tm) {
    @name(".cause_counter")
    Counter<bit<64>, bit<6>>(CAUSES, CounterType_t.PACKETS) cause_counter;
    // A counter is touched once, too: details are counted apart, by the same numbers.
    @name(".detail_counter")
    Counter<bit<64>, bit<6>>(CAUSES, CounterType_t.PACKETS) detail_counter;
    Stages() stages;

    @hidden
    action set_clocks() {
        meta.slack_now = from_parser.global_tstamp[47:16] >> 4;
        meta.flow_now = from_parser.global_tstamp[47:16] >> 11;
    }

    apply {
        // Of 48 bits of nanoseconds: ticks of 2^20 ns and of 2^27 ns. They come round after 78 hours.
        set_clocks();
        stages.apply(hdr, meta);

        if (meta.verdict == VERDICT_SEND) {
            for_tm.ucast_egress_port = meta.out_port[8:0];
            for_tm.bypass_egress = 1;
        } else if (meta.verdict == VERDICT_FLOOD) {
            for_tm.mcast_grp_a = FLOOD_GROUP;
            hdr.flooded.setValid();
            hdr.flooded.ingress_port = meta.ingress_port;
        } else {
            for_deparser.drop_ctl = 1;
        }
        if (meta.learn == 1) {
            for_deparser.digest_type = DIGEST_LEARN;
        }
        cause_counter.count(meta.cause[5:0]);
        if (meta.detail != NO_DETAIL) {
            detail_counter.count(meta.detail[5:0]);
        }
    }
}

control SlacklineDeparser(packet_out packet, inout headers_t hdr, in metadata_t meta,
                          in ingress_intrinsic_metadata_for_deparser_t for_deparser) {
    @name(".l2_learn")
    Digest<l2_learn>() learn;
    Checksum() outer_sum;

    apply {
        if (for_deparser.digest_type == DIGEST_LEARN) {
            learn.pack({ meta.learned_mac, meta.ingress_port });
        }
        if (hdr.outer_ipv4.isValid()) {
            hdr.outer_ipv4.checksum = outer_sum.update(
                { hdr.outer_ipv4.version, hdr.outer_ipv4.header_words, hdr.outer_ipv4.traffic_class,
                  hdr.outer_ipv4.total_length, hdr.outer_ipv4.identification, hdr.outer_ipv4.reserved,
                  hdr.outer_ipv4.dont_fragment, hdr.outer_ipv4.more_fragments, hdr.outer_ipv4.fragment_offset,
                  hdr.outer_ipv4.ttl, hdr.outer_ipv4.protocol, hdr.outer_ipv4.src, hdr.outer_ipv4.dst });
        }
        packet.emit(hdr);
    }
}

parser SlacklineEgressParser(packet_in packet, out egress_headers_t hdr, out egress_metadata_t meta,
                             out egress_intrinsic_metadata_t intrinsic) {
    state start {
        packet.extract(intrinsic);
        packet.extract(hdr.flooded);
        transition accept;
    }
}

// Only flooded packets come here. They do not return where they came from.
control SlacklineEgress(inout egress_headers_t hdr, inout egress_metadata_t meta,
                        in egress_intrinsic_metadata_t intrinsic,
                        in egress_intrinsic_metadata_from_parser_t from_parser,
                        inout egress_intrinsic_metadata_for_deparser_t for_deparser,
                        inout egress_intrinsic_metadata_for_output_port_t for_port) {
    apply {
        if (hdr.flooded.ingress_port == (bit<16>) intrinsic.egress_port) {
            for_deparser.drop_ctl = 1;
        }
    }
}

control SlacklineEgressDeparser(packet_out packet, inout egress_headers_t hdr, in egress_metadata_t meta,
                                in egress_intrinsic_metadata_for_deparser_t for_deparser) {
    apply {}
}

Pipeline(
    SlacklineParser(),
    SlacklineIngress(),
    SlacklineDeparser(),
    SlacklineEgressParser(),
    SlacklineEgress(),
    SlacklineEgressDeparser()
) pipe;

Switch(pipe) main;
