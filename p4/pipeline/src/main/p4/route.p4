// IPv4 routing of what is sent to the switch's own Ethernet address and is nothing of its own.

#ifndef SLACKLINE_ROUTE
#define SLACKLINE_ROUTE

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"

control Route(inout headers_t hdr, inout metadata_t meta) {
    bit<32> sum;
    bit<32> sum_and_one;

    @name(".route")
    action route(bit<16> port, mac_t mac, mac_t source_mac) {
        hdr.ethernet.dst = mac;
        hdr.ethernet.src = source_mac;
        meta.out_port = port;
        meta.verdict = VERDICT_SEND;
        meta.cause = ROUTED;
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
            hdr.ipv4.ttl = hdr.ipv4.ttl - 1;
            // RFC 1141: the sum of the header has lost 0x0100. Minus zero (0xFFFF) becomes zero.
            sum = (bit<32>) hdr.ipv4.checksum + 0x0100;
            sum_and_one = sum + 1;
            if (sum_and_one[16:16] == 1) {
                sum = sum_and_one;
            }
            hdr.ipv4.checksum = sum[15:0];
        }
    }
}

#endif
