// VXLAN (RFC 7348): from the switch to nodes that no port of it reaches, and its end at a switch that is the far one.

#ifndef SLACKLINE_TUNNEL
#define SLACKLINE_TUNNEL

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

// A packet whose tunnel ends here goes on as if what it carries had arrived.
control TunnelEnd(inout headers_t hdr, inout metadata_t meta) {
    @name(".tunnel_counter")
    DIRECT_COUNTER(tunnel_counter)

    @name(".decapsulate")
    action decapsulate() {
        meta.wanted_ip = hdr.inner_ipv4.dst;
        hdr.ethernet = hdr.inner_ethernet;
        hdr.ipv4 = hdr.inner_ipv4;
        hdr.tcp = hdr.inner_tcp;
        hdr.udp = hdr.inner_udp;
        hdr.vxlan.setInvalid();
        hdr.inner_ethernet.setInvalid();
        hdr.inner_ipv4.setInvalid();
        hdr.inner_tcp.setInvalid();
        hdr.inner_udp.setInvalid();
        meta.has_l4 = meta.inner_has_l4;
        meta.is_connection = meta.inner_is_connection;
        meta.to_inband_port = meta.inner_to_inband_port;
        meta.l4_src_port = meta.inner_l4_src_port;
        meta.l4_dst_port = meta.inner_l4_dst_port;
        tunnel_counter.count();
    }

    @name(".not_decapsulated")
    action not_decapsulated() {}

    @name(".tunnel_end")
    table tunnel_end {
        key = {
            hdr.ipv4.dst: exact @name("dst_ip");
            hdr.vxlan.vni: exact @name("vni");
        }
        actions = {
            decapsulate;
            @defaultonly not_decapsulated;
        }
        const default_action = not_decapsulated();
        counters = tunnel_counter;
        size = TUNNELS;
    }

    apply {
        tunnel_end.apply();
    }
}

#endif
