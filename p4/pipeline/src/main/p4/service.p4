// Which destination is a function's service address, and how its node is found. One MODIFY of one entry moves a function.

#ifndef SLACKLINE_SERVICE
#define SLACKLINE_SERVICE

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

control Services(in headers_t hdr, inout metadata_t meta) {
    @name(".service_counter")
    DIRECT_COUNTER(service_counter)

    @hidden
    action serve(steering_mode_t mode, bit<16> slot, bit<16> epoch, bit<8> affinity, bit<16> idle_ticks) {
        meta.mode = mode;
        meta.function_slot = slot;
        meta.steering_epoch = epoch;
        meta.affinity = affinity;
        meta.idle_ticks = idle_ticks;
        service_counter.count();
    }

    @name(".steer_pinned")
    action steer_pinned(bit<16> slot, bit<16> node, bit<16> epoch, bit<8> affinity, bit<16> idle_ticks) {
        serve(MODE_PINNED, slot, epoch, affinity, idle_ticks);
        meta.pinned_node = node;
    }

    // Under min_slack the offload group is asked (0: there is none). cost is what a request reserves of a node's slack (0: nothing).
    // warm_mask is the function's bit in what nodes report as warm (0: it has none), far_mask what no lead that warmth may overrule has.
    // board: whether a node that was good lately is compared as well.
    @name(".steer_by_slack")
    action steer_by_slack(bit<16> slot, bit<16> group, bit<16> epoch, bit<8> affinity, bit<16> idle_ticks,
                          bit<16> stale_ticks, bit<16> min_slack, bit<16> offload_group, bit<16> cost,
                          bit<32> warm_mask, bit<32> far_mask, bit<8> board) {
        serve(MODE_SLACK, slot, epoch, affinity, idle_ticks);
        meta.group = group;
        meta.stale_ticks = (bit<32>) stale_ticks;
        meta.min_slack = (bit<32>) min_slack;
        meta.offload_group = offload_group;
        meta.cost = (bit<32>) cost;
        meta.warm_mask = warm_mask;
        meta.far_mask = far_mask;
        meta.board = board;
    }

    @name(".steer_by_share")
    action steer_by_share(bit<16> slot, bit<16> group, bit<16> epoch, bit<8> affinity, bit<16> idle_ticks) {
        serve(MODE_SHARE, slot, epoch, affinity, idle_ticks);
        meta.group = group;
    }

    @name(".not_a_service")
    action not_a_service() {}

    @name(".service")
    table service {
        key = {
            hdr.ipv4.dst: exact @name("dst_ip");
            hdr.ipv4.protocol: exact @name("protocol");
            meta.l4_dst_port: exact @name("dst_port");
        }
        actions = {
            steer_pinned;
            steer_by_slack;
            steer_by_share;
            @defaultonly not_a_service;
        }
        const default_action = not_a_service();
        counters = service_counter;
        size = SERVICES;
    }

    apply {
        service.apply();
    }
}

#endif
