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

control Learn(in headers_t hdr, inout metadata_t meta) {
    @name(".l2_known")
    action l2_known() {}

    @name(".l2_new")
    action l2_new() {
        meta.learn = 1;
        meta.learned_mac = hdr.ethernet.src;
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

control Bridge(in headers_t hdr, inout metadata_t meta) {
    @name(".l2_forward")
    action l2_forward(bit<16> port) {
        meta.out_port = port;
        meta.verdict = VERDICT_SEND;
        meta.cause = L2_FORWARDED;
    }

    @name(".l2_drop")
    action l2_drop() {
        meta.verdict = VERDICT_DROP;
        meta.cause = L2_DROPPED;
    }

    // The switch's own address, as a router: what is no IPv4 is dropped.
    @name(".l2_route")
    action l2_route() {
        meta.to_route = 1;
        meta.cause = L2_DROPPED;
    }

    @name(".l2_flood")
    action l2_flood() {
        meta.verdict = VERDICT_FLOOD;
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
            l2_route;
            @defaultonly l2_flood;
        }
        const default_action = l2_flood();
        size = STATIONS;
    }

    apply {
        l2.apply();
        if (meta.cause == L2_FORWARDED && meta.out_port == meta.ingress_port) {
            l2_drop();
        }
    }
}

#endif
