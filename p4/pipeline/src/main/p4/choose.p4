// By slack: of two candidates and one node that was good lately the best one; see docs/decisions/0009.

#ifndef SLACKLINE_CHOOSE
#define SLACKLINE_CHOOSE

#include "constants.p4"
#include "metadata.p4"
#include "target.p4"

#ifdef WITH_WARMTH
// Who of two is ahead, and who would win by being warm: both fit, close to each other, only one of them warm.
control Compare(in candidate_t one, in candidate_t two, in bit<32> far_mask,
                out bit<1> two_ahead, out bit<1> one_by_warmth, out bit<1> two_by_warmth) {
    bit<32> lead;

    apply {
        lead = one.score - two.score;
        two_ahead = lead[31:31];
        one_by_warmth = 0;
        two_by_warmth = 0;
        if (two_ahead == 1) {
            lead = two.score - one.score;
        }
        if ((lead & far_mask) == 0) {
            if (two_ahead == 1 && one.warm == 1 && two.warm == 0 && one.score != 0) {
                one_by_warmth = 1;
            } else if (two_ahead == 0 && two.warm == 1 && one.warm == 0 && two.score != 0) {
                two_by_warmth = 1;
            }
        }
    }
}
#else
control Compare(in candidate_t one, in candidate_t two, in bit<32> far_mask,
                out bit<1> two_ahead, out bit<1> one_by_warmth, out bit<1> two_by_warmth) {
    bit<32> lead;

    apply {
        lead = one.score - two.score;
        two_ahead = lead[31:31];
        one_by_warmth = 0;
        two_by_warmth = 0;
    }
}
#endif

control Choose(inout metadata_t meta) {
    ScoreA() score_a;
    ScoreB() score_b;
    ScoreD() score_d;
    Compare() first_with_second;
#ifdef WITH_WARMTH
    WarmA() warm_a_of;
    WarmB() warm_b_of;
#endif
#ifdef WITH_BOARD
    ScoreC() score_c;
#ifdef WITH_WARMTH
    WarmC() warm_c_of;
#endif
    Compare() winner_with_third;
    Threshold() threshold_of;
    Board() board_of;

    bit<1> good = 0;
    bit<32> surplus = 0;

    @hidden
    action take_third() {
        meta.other = meta.chosen;
        meta.chosen = meta.third;
    }
#endif
#ifdef WITH_RESERVATION
    Reserve() reserve;

    bit<32> headroom;
    bit<1> spent;
#endif

    bit<1> ahead;
    bit<1> stays;
    bit<1> changes;
    bit<32> least_score;
    bit<32> gap;

    apply {
        least_score = meta.min_slack + 1;
        score_a.apply(meta.slack_now, meta.slack_oldest, meta.first.node, meta.first.score);
        score_b.apply(meta.slack_now, meta.slack_oldest, meta.second.node, meta.second.score);
#ifdef WITH_WARMTH
        if (meta.warm_mask != 0) {
            warm_a_of.apply(meta.warm_mask, meta.first.node, meta.first.warm);
            warm_b_of.apply(meta.warm_mask, meta.second.node, meta.second.warm);
        }
#endif
        first_with_second.apply(meta.first, meta.second, meta.far_mask, ahead, stays, changes);
        if ((ahead == 1 && stays == 0) || changes == 1) {
            meta.chosen = meta.second;
            meta.other = meta.first;
        } else {
            meta.chosen = meta.first;
            meta.other = meta.second;
        }

#ifdef WITH_BOARD
        if (meta.board != 0) {
            threshold_of.apply(meta.function_slot, meta.chosen.score, good, surplus);
            board_of.apply(meta.function_slot, meta.group, meta.steering_epoch, good, meta.chosen.node,
                           meta.third.node);
            if (meta.third.node != 0 && meta.third.node != meta.chosen.node) {
                score_c.apply(meta.slack_now, meta.slack_oldest, meta.third.node, meta.third.score);
#ifdef WITH_WARMTH
                if (meta.warm_mask != 0) {
                    warm_c_of.apply(meta.warm_mask, meta.third.node, meta.third.warm);
                }
#endif
                winner_with_third.apply(meta.chosen, meta.third, meta.far_mask, ahead, stays, changes);
                // A good one takes the request although a better one may be on the board: so all good ones get their part.
                if ((ahead == 1 && stays == 0 && good == 0) || changes == 1) {
                    take_third();
                } else {
                    gap = meta.other.score - meta.third.score;
                    if (gap[31:31] == 1) {
                        meta.other = meta.third;
                    }
                }
            }
        }
#endif

        gap = meta.chosen.score - least_score;
        if (gap[31:31] == 1) {
            meta.detail = UNDER_MIN_SLACK;
            if (meta.away.node != 0) {
                score_d.apply(meta.slack_now, meta.slack_oldest, meta.away.node, meta.away.score);
                gap = meta.away.score - least_score;
                if (gap[31:31] == 0) {
                    meta.chosen = meta.away;
                    meta.other.score = 0;
                    meta.detail = OFFLOADED;
                }
            }
            if (meta.chosen.score == 0) {
                meta.detail = BOTH_STALE;
            }
        }

#ifdef WITH_RESERVATION
        if (meta.cost != 0) {
            // What a good node has beyond the threshold, or the chosen one beyond the next best, may be promised. When that is
            // spent the next best takes the request, if it has the slack that is asked for.
            headroom = 0x7FFFFFFF;
            gap = meta.other.score - least_score;
            if (gap[31:31] == 0) {
                if (good == 1) {
                    headroom = surplus;
                } else {
                    headroom = meta.chosen.score |-| meta.other.score;
                }
            }
            reserve.apply(meta.chosen.node, meta.cost, headroom, spent);
            if (spent == 1) {
                meta.chosen = meta.other;
            }
        }
#endif
    }
}

#endif
