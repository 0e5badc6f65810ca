// By slack: of two candidates and one node that was good lately the best one; see docs/decisions/0009. What can be computed side by side is,
// and each subtraction is an action of its own before the condition on its sign: a chip has a stage for each step of the longest chain.

#ifndef SLACKLINE_CHOOSE
#define SLACKLINE_CHOOSE

#include "constants.p4"
#include "metadata.p4"
#include "target.p4"

// By how much one of two is ahead of the other, seen from both. Far is what of it no warmth overrules.
control Compare(in candidate_t one, in candidate_t two, in bit<32> far_mask,
                out bit<32> lead, out bit<32> far_ahead, out bit<32> far_behind) {
    @hidden
    action weigh() {
        lead = one.score - two.score;
        far_behind = two.score - one.score;
    }

#ifdef WITH_WARMTH
    @hidden
    action leave_far() {
        far_ahead = lead & far_mask;
        far_behind = far_behind & far_mask;
    }
#endif

    apply {
        weigh();
#ifdef WITH_WARMTH
        leave_far();
#endif
    }
}

// What was reported of the candidates.
control Scores(inout metadata_t meta) {
    ScoreA() score_a;
    ScoreB() score_b;
    ScoreD() score_d;
#ifdef WITH_WARMTH
    WarmA() warm_a_of;
    WarmB() warm_b_of;
#endif

    apply {
        score_a.apply(meta.slack_now, meta.slack_word, meta.first.node, meta.first.score);
        score_b.apply(meta.slack_now, meta.slack_word, meta.second.node, meta.second.score);
        if (meta.away.node != 0) {
            score_d.apply(meta.slack_now, meta.slack_word, meta.away.node, meta.away.score);
        }
#ifdef WITH_WARMTH
        if (meta.warm_mask != 0) {
            warm_a_of.apply(meta.warm_mask, meta.first.node, meta.first.warm);
            warm_b_of.apply(meta.warm_mask, meta.second.node, meta.second.warm);
        }
#endif
    }
}

// What they have above min_slack, and the first compared with the second.
control Weigh(inout metadata_t meta) {
    Compare() first_with_second;

    @hidden
    action leave_room() {
        meta.first.room = meta.first.score - meta.least_score;
        meta.second.room = meta.second.score - meta.least_score;
    }

    @hidden
    action leave_room_away() {
        meta.away.room = meta.away.score - meta.least_score;
    }

    apply {
        leave_room();
        leave_room_away();
        first_with_second.apply(meta.first, meta.second, meta.far_mask, meta.lead, meta.far_ahead, meta.far_behind);
    }
}

// One that is fit and warm stands against one that is neither warm nor far ahead.
#ifdef WITH_WARMTH
#define BY_WARMTH(far, one, two) (far == 0 && one.warm == 1 && two.warm == 0 && one.score != 0)
#else
#define BY_WARMTH(far, one, two) (false)
#endif

control Choose(inout metadata_t meta) {
#ifdef WITH_BOARD
    ScoreC() score_c;
#ifdef WITH_WARMTH
    WarmC() warm_c_of;
#endif
    Compare() chosen_with_third;
    Threshold() threshold_of;
    Board() board_of;
#endif
#ifdef WITH_RESERVATION
    Reserve() reserve;

    bit<32> headroom;
    bit<1> spent;
#endif

    bit<32> behind_third;
    bit<1> good = 0;
    bit<32> surplus = 0;

    @hidden
    action take_first() {
        meta.node = meta.first.node;
        meta.chosen = meta.first;
        meta.other = meta.second;
    }

    @hidden
    action take_second() {
        meta.node = meta.second.node;
        meta.chosen = meta.second;
        meta.other = meta.first;
    }

    @hidden
    action weigh_third() {
        meta.third.room = meta.third.score - meta.least_score;
        behind_third = meta.other.score - meta.third.score;
    }

    @hidden
    action take_third() {
        meta.node = meta.third.node;
        meta.other = meta.chosen;
        meta.chosen = meta.third;
    }

    @hidden
    action take_away() {
        meta.node = meta.away.node;
        meta.chosen = meta.away;
        meta.other.room = 0xFFFFFFFF;
        meta.detail = OFFLOADED;
    }

    apply {
        if (meta.lead[31:31] == 1) {
            if (BY_WARMTH(meta.far_behind, meta.first, meta.second)) {
                take_first();
            } else {
                take_second();
            }
        } else {
            if (BY_WARMTH(meta.far_ahead, meta.second, meta.first)) {
                take_second();
            } else {
                take_first();
            }
        }

#ifdef WITH_BOARD
        if (meta.board != 0) {
            threshold_of.apply(meta.function_slot, meta.chosen.score, good, surplus);
            board_of.apply(meta.function_slot, meta.group, meta.steering_epoch, good, meta.node, meta.third.node);
            if (meta.third.node != 0 && meta.third.node != meta.node) {
                score_c.apply(meta.slack_now, meta.slack_word, meta.third.node, meta.third.score);
#ifdef WITH_WARMTH
                if (meta.warm_mask != 0) {
                    warm_c_of.apply(meta.warm_mask, meta.third.node, meta.third.warm);
                }
#endif
                weigh_third();
                chosen_with_third.apply(meta.chosen, meta.third, meta.far_mask, meta.lead, meta.far_ahead, meta.far_behind);
                // A good one takes the request although a better one may be on the board: so all good ones get their part.
                if (meta.lead[31:31] == 1) {
                    if (good == 0 && !BY_WARMTH(meta.far_behind, meta.chosen, meta.third)) {
                        take_third();
                    } else {
                        meta.other = meta.third;
                    }
                } else {
                    if (BY_WARMTH(meta.far_ahead, meta.third, meta.chosen)) {
                        take_third();
                    } else if (behind_third[31:31] == 1) {
                        meta.other = meta.third;
                    }
                }
            }
        }
#endif

        if (meta.chosen.room[31:31] == 1) {
            if (meta.away.room[31:31] == 0) {
                take_away();
            } else if (meta.chosen.score == 0) {
                meta.detail = BOTH_STALE;
            } else {
                meta.detail = UNDER_MIN_SLACK;
            }
        }

#ifdef WITH_RESERVATION
        if (meta.cost != 0) {
            // What a good node has beyond the threshold, or the chosen one beyond the next best, may be promised. When that is
            // spent the next best takes the request, if it has the slack that is asked for.
            headroom = 0x7FFFFFFF;
            if (meta.other.room[31:31] == 0) {
                if (good == 1) {
                    headroom = surplus;
                } else {
                    headroom = meta.chosen.score |-| meta.other.score;
                }
            }
            reserve.apply(meta.node, meta.cost, headroom, spent);
            if (spent == 1) {
                meta.node = meta.other.node;
            }
        }
#endif
    }
}

#endif
