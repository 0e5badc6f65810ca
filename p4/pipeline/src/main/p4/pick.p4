// The choice of a node for a new flow, or for every packet where there is no affinity: of two candidates the one with more slack.
// Both candidate tables are read at the same slot; the controller lays them out so that the two differ wherever there are two nodes.

#ifndef SLACKLINE_PICK
#define SLACKLINE_PICK

#include "constants.p4"
#include "metadata.p4"
#include "state.p4"

control Pick(inout metadata_t meta) {
    bit<64> cell;
    bit<32> age;
    bit<32> gap;
    bit<32> oldest = (bit<32>) meta.stale_ticks + 1;

    @name(".first_candidate")
    action first_candidate(bit<16> node) {
        meta.first = node;
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
        meta.second = node;
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

    apply {
        if (meta.mode == MODE_PINNED) {
            meta.first = meta.pinned_node;
            meta.node = meta.pinned_node;
        } else {
            candidate_first.apply();
            meta.node = meta.first;
            if (meta.mode == MODE_SLACK) {
                candidate_second.apply();

                // Packets are stamped by several threads: a report may be one tick younger than the packet that reads it.
                slack_a.read(cell, (bit<32>) meta.first);
                age = meta.slack_now + 1 - cell[63:32];
                meta.first_score = cell[31:0];
                if (age > oldest) {
                    meta.first_score = 0;
                }

                slack_b.read(cell, (bit<32>) meta.second);
                age = meta.slack_now + 1 - cell[63:32];
                meta.second_score = cell[31:0];
                if (age > oldest) {
                    meta.second_score = 0;
                }

                gap = meta.first_score - meta.second_score;
                if (gap[31:31] == 1) {
                    meta.node = meta.second;
                } else if (meta.first_score == 0) {
                    meta.detail = BOTH_STALE;
                }
            }
        }
    }
}

#endif
