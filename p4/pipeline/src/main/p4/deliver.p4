// From a node index to the wire. Only the destination MAC changes: the node owns the service address and answers directly.

#ifndef SLACKLINE_DELIVER
#define SLACKLINE_DELIVER

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"

control Deliver(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    @name(".node_counter")
    direct_counter(CounterType.packets_and_bytes) node_counter;
    @name(".steered_counter")
    direct_counter(CounterType.packets_and_bytes) steered_counter;

    @name(".deliver_local")
    action deliver_local(bit<16> port, mac_t mac) {
        hdr.ethernet.dst = mac;
        standard_metadata.egress_spec = (bit<9>) port;
        meta.cause = SERVICE_STEERED;
        node_counter.count();
    }

    @name(".node_unknown")
    action node_unknown() {
        mark_to_drop(standard_metadata);
        meta.cause = NO_NODE;
    }

    @name(".node")
    table node {
        key = {
            meta.node: exact @name("node_index");
        }
        actions = {
            deliver_local;
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
