// In-band handovers: the last step of a stateful migration, fired by the node that gives its function away. One counts only if the
// controller armed it: from this port, with this token, for this function and epoch, to this node. The next request follows it.

#ifndef SLACKLINE_HANDOVER
#define SLACKLINE_HANDOVER

#include "constants.p4"
#include "controller.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

// Asked of every handover before it is known whether it is for this switch.
control ArmedHandover(in headers_t hdr, inout metadata_t meta) {
    @name(".handover_accept")
    action handover_accept(bit<16> node) {
        meta.steering_epoch = hdr.handover.steering_epoch;
        meta.new_owner = node;
    }

    @name(".handover_unknown")
    action handover_unknown() {}

    @name(".armed_handover")
    table armed_handover {
        key = {
            hdr.handover.function_slot: exact @name("function_slot");
            hdr.handover.steering_epoch: exact @name("epoch");
            meta.ingress_port: exact @name("ingress_port");
            hdr.inband.token: exact @name("token");
        }
        actions = {
            handover_accept;
            @defaultonly handover_unknown;
        }
        const default_action = handover_unknown();
        size = HANDOVERS;
    }

    apply {
        armed_handover.apply();
    }
}

control Handovers(inout headers_t hdr, inout metadata_t meta) {
    HandOver() hand_over;
    ToController() tell;

    bit<1> is_new;

    apply {
        if (meta.new_owner == 0 || meta.new_owner != hdr.handover.new_owner) {
            meta.cause = HANDOVER_FORGED;
        } else {
            hand_over.apply(hdr.handover.function_slot, meta.steering_epoch, meta.new_owner, is_new);
            if (is_new == 1) {
                // So that the controller makes it durable.
                tell.apply(hdr, meta, HANDOVER_ACCEPTED);
            } else {
                meta.cause = HANDOVER_REPLAYED;
            }
        }
    }
}

#endif
