// From a node index to the wire. Only the destination MAC changes: the node owns the service address and answers directly. To a node that
// no port reaches the packet goes in a VXLAN tunnel; what is inside is the same as if the node were here.

#ifndef SLACKLINE_DELIVER
#define SLACKLINE_DELIVER

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

control Deliver(inout headers_t hdr, inout metadata_t meta) {
    @name(".node_counter")
    DIRECT_COUNTER(node_counter)
    @name(".steered_counter")
    DIRECT_COUNTER(steered_counter)

    @hidden
    action deliver(bit<16> port, mac_t mac) {
        hdr.ethernet.dst = mac;
        meta.out_port = port;
        meta.verdict = VERDICT_SEND;
        meta.cause = SERVICE_STEERED;
        node_counter.count();
    }

    @name(".deliver_local")
    action deliver_local(bit<16> port, mac_t mac) {
        deliver(port, mac);
    }

    // mac is the node's own; next_hop and source_mac are on the wire, source_ip and destination_ip the tunnel's ends. The outer source
    // port differs by flow, so that routers on the way can share flows out; checksum 0 is right over IPv4 (RFC 7348, section 5).
    @name(".deliver_remote")
    action deliver_remote(bit<16> port, mac_t mac, mac_t next_hop, mac_t source_mac, ip4_t source_ip,
                          ip4_t destination_ip, bit<24> vni) {
        deliver(port, mac);
        hdr.outer_ethernet = { next_hop, source_mac, ETHERTYPE_IPV4 };
        hdr.outer_ipv4 = { 4, 5, 0, hdr.ipv4.total_length + VXLAN_OVERHEAD, 0, 0, 1, 0, 0, 64, PROTOCOL_UDP, 0,
                           source_ip, destination_ip };
        hdr.outer_udp = { meta.l4_src_port | 0xC000, VXLAN_UDP_PORT, hdr.ipv4.total_length + (VXLAN_OVERHEAD - 20), 0 };
        hdr.outer_vxlan = { VXLAN_HAS_VNI, 0, vni, 0 };
    }

    @name(".node_unknown")
    action node_unknown() {
        meta.cause = NO_NODE;
    }

    @name(".node")
    table node {
        key = {
            meta.node: exact @name("node_index");
        }
        actions = {
            deliver_local;
            deliver_remote;
            @defaultonly node_unknown;
        }
        const default_action = node_unknown();
        counters = node_counter;
        size = NODES;
    }

    @name(".count_steered")
    action count_steered() {
        steered_counter.count();
    }

    @name(".not_counted")
    action not_counted() {}

    @name(".steered")
    table steered {
        key = {
            meta.function_slot: exact @name("function_slot");
            meta.node: exact @name("node_index");
        }
        actions = {
            count_steered;
            @defaultonly not_counted;
        }
        const default_action = not_counted();
        counters = steered_counter;
        size = STEERED_PAIRS;
    }

    apply {
        if (node.apply().hit) {
            steered.apply();
        }
    }
}

#endif
