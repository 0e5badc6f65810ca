// What is no service's goes as on a learning bridge.

#ifndef SLACKLINE_L2
#define SLACKLINE_L2

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"

struct l2_learn {
    bit<48> src_mac;
    bit<16> ingress_port;
}

control Learn(in headers_t hdr, in metadata_t meta) {
    @name(".l2_known")
    action l2_known() {}

    @name(".l2_new")
    action l2_new() {
        digest<l2_learn>(1, { hdr.ethernet.src, meta.ingress_port });
    }

    @name(".l2_source")
    table l2_source {
        key = {
            hdr.ethernet.src: exact @name("src_mac");
            meta.ingress_port: exact @name("ingress_port");
        }
        actions = {
            l2_known;
            @defaultonly l2_new;
        }
        const default_action = l2_new();
        size = STATIONS;
    }

    apply {
        // A group address is nobody's own.
        if (hdr.ethernet.src[40:40] == 0) {
            l2_source.apply();
        }
    }
}

control Bridge(in headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    @name(".l2_forward")
    action l2_forward(bit<16> port) {
        standard_metadata.egress_spec = (bit<9>) port;
        meta.cause = L2_FORWARDED;
    }

    @name(".l2_drop")
    action l2_drop() {
        mark_to_drop(standard_metadata);
        meta.cause = L2_DROPPED;
    }

    @name(".l2_flood")
    action l2_flood() {
        standard_metadata.mcast_grp = FLOOD_GROUP;
        meta.cause = L2_FLOODED;
    }

    @name(".l2")
    table l2 {
        key = {
            hdr.ethernet.dst: exact @name("dst_mac");
        }
        actions = {
            l2_forward;
            l2_drop;
            @defaultonly l2_flood;
        }
        const default_action = l2_flood();
        size = STATIONS;
    }

    apply {
        l2.apply();
        if (meta.cause == L2_FORWARDED && standard_metadata.egress_spec == standard_metadata.ingress_port) {
            l2_drop();
        }
    }
}

// A flooded packet does not return where it came from.
control PruneFlood(in metadata_t meta, inout standard_metadata_t standard_metadata) {
    apply {
        if (meta.cause == L2_FLOODED && standard_metadata.egress_port == standard_metadata.ingress_port) {
            mark_to_drop(standard_metadata);
        }
    }
}

#endif
