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
        hdr.ethernet = hdr.inner_ethernet;
        hdr.ipv4 = hdr.inner_ipv4;
        hdr.tcp = hdr.inner_tcp;
        hdr.udp = hdr.inner_udp;
        hdr.vxlan.setInvalid();
        hdr.inner_ethernet.setInvalid();
        hdr.inner_ipv4.setInvalid();
        hdr.inner_tcp.setInvalid();
        hdr.inner_udp.setInvalid();
        meta.has_l4 = 0;
        meta.wanted_ip = 0;
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
        if (tunnel_end.apply().hit) {
            if (hdr.ipv4.isValid()) {
                meta.wanted_ip = hdr.ipv4.dst;
            }
            if (hdr.tcp.isValid()) {
                meta.has_l4 = 1;
                meta.is_connection = 1;
                meta.l4_src_port = hdr.tcp.src_port;
                meta.l4_dst_port = hdr.tcp.dst_port;
            } else if (hdr.udp.isValid()) {
                meta.has_l4 = 1;
                meta.l4_src_port = hdr.udp.src_port;
                meta.l4_dst_port = hdr.udp.dst_port;
            }
            // In-band packets come from neighbours only.
            if (meta.has_l4 == 1 && meta.is_connection == 0 && meta.l4_dst_port == INBAND_UDP_PORT) {
                meta.to_inband_port = 1;
            }
        }
    }
}

#endif
