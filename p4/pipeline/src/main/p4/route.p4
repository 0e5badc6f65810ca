// IPv4 routing of what is sent to the switch's own Ethernet address and is nothing of its own.

#ifndef SLACKLINE_ROUTE
#define SLACKLINE_ROUTE

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"

control Route(inout headers_t hdr, inout metadata_t meta) {
    @name(".route")
    action route(bit<16> port, mac_t mac, mac_t source_mac) {
        hdr.ethernet.dst = mac;
        hdr.ethernet.src = source_mac;
        meta.out_port = port;
        meta.verdict = VERDICT_SEND;
        meta.cause = ROUTED;
    }

    // RFC 1141: the sum of the header loses 0x0100.
    @hidden
    action hop() {
        hdr.ipv4.ttl = hdr.ipv4.ttl - 1;
        hdr.ipv4.checksum = hdr.ipv4.checksum + 0x0100;
    }

    @hidden
    action hop_with_carry() {
        hdr.ipv4.ttl = hdr.ipv4.ttl - 1;
        hdr.ipv4.checksum = hdr.ipv4.checksum + 0x0101;
    }

    @name(".no_route")
    action no_route() {
        meta.cause = NO_ROUTE;
    }

    @name(".ipv4_route")
    table ipv4_route {
        key = {
            hdr.ipv4.dst: lpm @name("dst_ip");
        }
        actions = {
            route;
            @defaultonly no_route;
        }
        const default_action = no_route();
        size = ROUTES;
    }

    apply {
        if (hdr.ipv4.ttl[7:1] == 0) {
            meta.cause = TTL_EXPIRED;
        } else if (ipv4_route.apply().hit) {
            // Where 0x0100 and the carry's one come to 0x10000 or more. Minus zero (0xFFFF) becomes zero.
            if (hdr.ipv4.checksum[15:8] == 0xFF || hdr.ipv4.checksum == 0xFEFF) {
                hop_with_carry();
            } else {
                hop();
            }
        }
    }
}

#endif
