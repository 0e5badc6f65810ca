// The choice of a node for a new flow, or for every packet where there is no affinity. All candidate tables are read at one slot; the
// controller lays them out so that first and second differ wherever there are two nodes.

#ifndef SLACKLINE_PICK
#define SLACKLINE_PICK

#include "affinity.p4"
#include "choose.p4"
#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

control Candidates(inout metadata_t meta) {
    @name(".first_candidate")
    action first_candidate(bit<16> node) {
        meta.first.node = node;
    }

    @name(".no_first_candidate")
    action no_first_candidate() {}

    @name(".candidate_first")
    table candidate_first {
        key = {
            meta.group: exact @name("group");
            meta.candidate_index: exact @name("index");
        }
        actions = {
            first_candidate;
            @defaultonly no_first_candidate;
        }
        const default_action = no_first_candidate();
        size = CANDIDATES;
    }

    @name(".second_candidate")
    action second_candidate(bit<16> node) {
        meta.second.node = node;
    }

    @name(".no_second_candidate")
    action no_second_candidate() {}

    @name(".candidate_second")
    table candidate_second {
        key = {
            meta.group: exact @name("group");
            meta.candidate_index: exact @name("index");
        }
        actions = {
            second_candidate;
            @defaultonly no_second_candidate;
        }
        const default_action = no_second_candidate();
        size = CANDIDATES;
    }

    @name(".offload_candidate")
    action offload_candidate(bit<16> node) {
        meta.away.node = node;
    }

    @name(".no_offload_candidate")
    action no_offload_candidate() {}

    @name(".candidate_offload")
    table candidate_offload {
        key = {
            meta.offload_group: exact @name("group");
            meta.candidate_index: exact @name("index");
        }
        actions = {
            offload_candidate;
            @defaultonly no_offload_candidate;
        }
        const default_action = no_offload_candidate();
        size = OFFLOAD_CANDIDATES;
    }

    @hidden
    action set_limits() {
        meta.least_score = meta.min_slack + 1;
        meta.slack_word = meta.slack_now - meta.stale_ticks;
    }

    apply {
        candidate_first.apply();
        if (meta.mode == MODE_SLACK) {
            set_limits();
            candidate_second.apply();
            if (meta.offload_group != 0) {
                candidate_offload.apply();
            }
        }
    }
}

control Pick(in headers_t hdr, inout metadata_t meta) {
    OwnerOf() owner_of;
    Turn() turn;
    FlowIndex() flow_index;
    Candidates() candidates;
    Scores() scores;
    Weigh() weigh;
    Choose() choose;

    apply {
        if (OWNER_MATTERS(meta)) {
            owner_of.apply(meta.function_slot, meta.steering_epoch, meta.owner);
        }
        if (ONLY_IF(meta.owner == 0) && meta.mode != MODE_PINNED) {
            if (TAKES_TURNS(meta)) {
                turn.apply(meta.function_slot, meta.candidate_index);
            } else {
                flow_index.apply(hdr, meta);
            }
        }
        if (ONLY_IF(meta.owner == 0) && meta.mode != MODE_PINNED) {
            candidates.apply(meta);
        }
        if (ONLY_IF(meta.owner == 0 && !IS_STATELESS(meta)) && meta.mode == MODE_SLACK) {
            scores.apply(meta);
        }
        if (ONLY_IF(meta.owner == 0 && !IS_STATELESS(meta)) && meta.mode == MODE_SLACK) {
            weigh.apply(meta);
        }
        if (meta.owner != 0) {
            meta.node = meta.owner;
            meta.detail = HANDED_OVER;
        } else if (meta.mode == MODE_PINNED) {
            meta.node = meta.pinned_node;
        } else if (meta.mode == MODE_SLACK && !IS_STATELESS(meta)) {
            choose.apply(meta);
        } else {
            meta.node = meta.first.node;
        }
    }
}

#endif
