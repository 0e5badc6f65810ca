// The state that the data plane itself writes, in TNA's dress: one register action for each touch that v1model/cells.p4 has. The arrays and
// their indexes are the same; an action has two comparisons, two words of the packet and one answer.

#ifndef SLACKLINE_CELLS
#define SLACKLINE_CELLS

#include "../constants.p4"
#include "../headers.p4"
#include "../metadata.p4"

// Fields in the order of the pair: low word first.
struct boot_cell_t {
    bit<32> token;
    // In the upper half: the sign of a difference is that of serial arithmetic on 16 bits.
    bit<32> epoch;
}

struct sequence_cell_t {
    bit<32> epoch;
    bit<32> sequence;
}

struct slack_cell_t {
    bit<32> tick;
    bit<32> score;
}

struct owner_cell_t {
    bit<16> node;
    bit<16> epoch;
}

Register<boot_cell_t, bit<12>>(NODE_CELLS) boot_epoch;
Register<sequence_cell_t, bit<12>>(NODE_CELLS) last_sequence;
Register<slack_cell_t, bit<12>>(NODE_CELLS) slack_a;
Register<slack_cell_t, bit<12>>(NODE_CELLS) slack_b;
Register<slack_cell_t, bit<12>>(NODE_CELLS) slack_d;
Register<bit<8>, bit<10>>(FUNCTIONS) turns;
Register<owner_cell_t, bit<10>>(FUNCTIONS) owner;
Register<bit<16>, flow_index_t>(FLOW_CELLS) affinity_node_1;
Register<bit<16>, flow_index_t>(FLOW_CELLS) affinity_node_2;

#ifdef WITH_WARMTH
Register<bit<32>, bit<12>>(NODE_CELLS) warm_a;
Register<bit<32>, bit<12>>(NODE_CELLS) warm_b;
#endif
#ifdef WITH_BOARD
struct board_cell_t {
    // {epoch 6, group 10}
    bit<16> steering;
    bit<16> node;
}

Register<slack_cell_t, bit<12>>(NODE_CELLS) slack_c;
#ifdef WITH_WARMTH
Register<bit<32>, bit<12>>(NODE_CELLS) warm_c;
#endif
Register<bit<32>, bit<10>>(FUNCTIONS) threshold;
Register<bit<8>, bit<10>>(FUNCTIONS) board_hands;
Register<board_cell_t, bit<14>>(BOARD_CELLS) board_nodes;
#endif
#ifdef WITH_RESERVATION
Register<bit<32>, bit<12>>(NODE_CELLS) reserved;
#endif

@name(".punt_meter")
Meter<bit<9>>(PORTS, MeterType_t.PACKETS) punt_meter;

// A report's words for the cells. Fields of 16 bits become words of 32 in the hash engine only. A node that drains is unfit.
control ReportWords(in headers_t hdr, inout metadata_t meta) {
    @hidden
    action widen() {
        @in_hash {
            meta.slack_word = 16w0 ++ hdr.slack_report.slack_millicores;
        }
    }

    @hidden
    action raise() {
        @in_hash {
            meta.boot_word = hdr.inband.boot_epoch ++ 16w0;
        }
    }

    apply {
        widen();
        raise();
        if (hdr.inband.flags[0:0] == 1) {
            meta.slack_word = 0;
        } else {
            meta.slack_word = meta.slack_word + 1;
        }
    }
}

// What a node's last report says, if it is not too old. Both ends are asked for, so that nothing looks fresh when the clock has come round.
#define SCORE_CELL(NAME, CELLS)                                                                               \
control NAME(in bit<32> now, in bit<32> oldest, in bit<16> node, out bit<32> score) {                         \
    RegisterAction<slack_cell_t, bit<12>, bit<32>>(CELLS) look = {                                            \
        void apply(inout slack_cell_t cell, out bit<32> found) {                                              \
            if (cell.tick >= oldest && cell.tick <= now) {                                                    \
                found = cell.score;                                                                           \
            } else {                                                                                          \
                found = 0;                                                                                    \
            }                                                                                                 \
        }                                                                                                     \
    };                                                                                                        \
    apply {                                                                                                   \
        score = look.execute(node[11:0]);                                                                     \
    }                                                                                                         \
}

#define STORE_SCORE(NAME, CELLS)                                                                              \
control NAME(in bit<16> node, in bit<32> now, in bit<32> score) {                                             \
    RegisterAction<slack_cell_t, bit<12>, bit<32>>(CELLS) store = {                                           \
        void apply(inout slack_cell_t cell) {                                                                 \
            cell.tick = now;                                                                                  \
            cell.score = score;                                                                               \
        }                                                                                                     \
    };                                                                                                        \
    apply {                                                                                                   \
        store.execute(node[11:0]);                                                                            \
    }                                                                                                         \
}

SCORE_CELL(ScoreA, slack_a)
SCORE_CELL(ScoreB, slack_b)
SCORE_CELL(ScoreD, slack_d)
STORE_SCORE(StoreA, slack_a)
STORE_SCORE(StoreB, slack_b)
STORE_SCORE(StoreD, slack_d)
#ifdef WITH_BOARD
SCORE_CELL(ScoreC, slack_c)
STORE_SCORE(StoreC, slack_c)
#endif

#ifdef WITH_WARMTH
#define WARM_CELL(NAME, STORE_NAME, CELLS)                                                                    \
control NAME(in bit<32> mask, in bit<16> node, out bit<1> warm) {                                             \
    RegisterAction<bit<32>, bit<12>, bit<32>>(CELLS) look = {                                                 \
        void apply(inout bit<32> cell, out bit<32> found) {                                                   \
            found = cell;                                                                                     \
        }                                                                                                     \
    };                                                                                                        \
    bit<32> functions;                                                                                        \
    @hidden action pick_out() {                                                                               \
        functions = functions & mask;                                                                         \
    }                                                                                                         \
    apply {                                                                                                   \
        functions = look.execute(node[11:0]);                                                                 \
        pick_out();                                                                                           \
        warm = 0;                                                                                             \
        if (functions != 0) {                                                                                 \
            warm = 1;                                                                                         \
        }                                                                                                     \
    }                                                                                                         \
}                                                                                                             \
control STORE_NAME(in bit<16> node, in bit<32> functions) {                                                   \
    RegisterAction<bit<32>, bit<12>, bit<32>>(CELLS) store = {                                                \
        void apply(inout bit<32> cell) {                                                                      \
            cell = functions;                                                                                 \
        }                                                                                                     \
    };                                                                                                        \
    apply {                                                                                                   \
        store.execute(node[11:0]);                                                                            \
    }                                                                                                         \
}

WARM_CELL(WarmA, StoreWarmA, warm_a)
WARM_CELL(WarmB, StoreWarmB, warm_b)
#ifdef WITH_BOARD
WARM_CELL(WarmC, StoreWarmC, warm_c)
#endif
#endif

control StoreReport(in bit<16> node, in bit<32> now, in bit<32> score, in bit<32> warm) {
    StoreA() store_a;
    StoreB() store_b;
    StoreD() store_d;
#ifdef WITH_WARMTH
    StoreWarmA() store_warm_a;
    StoreWarmB() store_warm_b;
#endif
#ifdef WITH_BOARD
    StoreC() store_c;
#ifdef WITH_WARMTH
    StoreWarmC() store_warm_c;
#endif
#endif
#ifdef WITH_RESERVATION
    RegisterAction<bit<32>, bit<12>, bit<32>>(reserved) forget = {
        void apply(inout bit<32> promised) {
            promised = 0;
        }
    };
#endif

    apply {
        store_a.apply(node, now, score);
        store_b.apply(node, now, score);
        store_d.apply(node, now, score);
#ifdef WITH_WARMTH
        store_warm_a.apply(node, warm);
        store_warm_b.apply(node, warm);
#endif
#ifdef WITH_BOARD
        store_c.apply(node, now, score);
#ifdef WITH_WARMTH
        store_warm_c.apply(node, warm);
#endif
#endif
#ifdef WITH_RESERVATION
        forget.execute(node[11:0]);
#endif
    }
}

// The first array says whether all begins anew: another token, or a later boot epoch. If not, the second takes nothing of an earlier
// epoch, whose number is another than the one it has.
control Newer(in bit<16> node, in bit<32> epoch, in bit<32> sequence, in bit<32> token, out bit<1> newer) {
    bit<1> anew;

    RegisterAction<boot_cell_t, bit<12>, bit<1>>(boot_epoch) advance = {
        void apply(inout boot_cell_t cell, out bit<1> answer) {
            if (cell.token != token || (int<32>) (cell.epoch - epoch) < 0) {
                answer = 1;
                cell.token = token;
                cell.epoch = epoch;
            } else {
                answer = 0;
            }
        }
    };

    RegisterAction<sequence_cell_t, bit<12>, bit<1>>(last_sequence) begin = {
        void apply(inout sequence_cell_t cell, out bit<1> answer) {
            cell.epoch = epoch;
            cell.sequence = sequence;
            answer = 1;
        }
    };

    RegisterAction<sequence_cell_t, bit<12>, bit<1>>(last_sequence) go_on = {
        void apply(inout sequence_cell_t cell, out bit<1> answer) {
            if (cell.epoch == epoch && (int<32>) (cell.sequence - sequence) < 0) {
                cell.sequence = sequence;
                answer = 1;
            } else {
                answer = 0;
            }
        }
    };

    apply {
        anew = advance.execute(node[11:0]);
        if (anew == 1) {
            newer = begin.execute(node[11:0]);
        } else {
            newer = go_on.execute(node[11:0]);
        }
    }
}

control Turn(in bit<16> slot, out bit<8> index) {
    RegisterAction<bit<8>, bit<10>, bit<8>>(turns) take = {
        void apply(inout bit<8> turn, out bit<8> taken) {
            taken = turn;
            if (turn == 63) {
                turn = 0;
            } else {
                turn = turn + 1;
            }
        }
    };

    apply {
        index = take.execute(slot[9:0]);
    }
}

#ifdef WITH_BOARD
control Threshold(in bit<16> slot, in bit<32> score, out bit<1> good, out bit<32> surplus) {
    RegisterAction2<bit<32>, bit<10>, bit<32>, bit<1>>(threshold) judge = {
        void apply(inout bit<32> least, out bit<32> was, out bit<1> is_good) {
            was = least;
            if (score > least) {
                is_good = 1;
                least = least + THRESHOLD_UP;
            } else {
                is_good = 0;
                least = least |-| THRESHOLD_DOWN;
            }
        }
    };

    bit<32> least;

    @hidden
    action leave_surplus() {
        surplus = score - least;
    }

    apply {
        least = judge.execute(slot[9:0], good);
        leave_surplus();
    }
}

// One hand goes round with every request: what is good is written where it stands, and what stood there is given either way. So a cell is
// found by the turn of its function before it is known whether it is written.
control Board(in bit<16> slot, in bit<16> group, in bit<16> epoch, in bit<1> good, in bit<16> node, out bit<16> found) {
    bit<16> steering;
    bit<8> hand;

    RegisterAction<bit<8>, bit<10>, bit<8>>(board_hands) next = {
        void apply(inout bit<8> turn, out bit<8> taken) {
            taken = turn;
            turn = turn + 1;
        }
    };

    RegisterAction<board_cell_t, bit<14>, bit<16>>(board_nodes) write_down = {
        void apply(inout board_cell_t cell, out bit<16> stands) {
            if (cell.steering == steering) {
                stands = cell.node;
            } else {
                stands = 0;
            }
            cell.steering = steering;
            cell.node = node;
        }
    };

    RegisterAction<board_cell_t, bit<14>, bit<16>>(board_nodes) look = {
        void apply(inout board_cell_t cell, out bit<16> stands) {
            if (cell.steering == steering) {
                stands = cell.node;
            } else {
                stands = 0;
            }
        }
    };

    @hidden
    action join() {
        @in_hash {
            steering = epoch[5:0] ++ group[9:0];
        }
    }

    apply {
        hand = next.execute(slot[9:0]);
        join();
        if (good == 1) {
            found = write_down.execute(slot[9:0] ++ hand[3:0]);
        } else {
            found = look.execute(slot[9:0] ++ hand[3:0]);
        }
    }
}
#endif

#ifdef WITH_RESERVATION
control Reserve(in bit<16> node, in bit<32> cost, in bit<32> headroom, out bit<1> spent) {
    RegisterAction<bit<32>, bit<12>, bit<1>>(reserved) promise = {
        void apply(inout bit<32> promised, out bit<1> answer) {
            if (promised > headroom) {
                answer = 1;
                promised = promised |-| cost;
            } else {
                answer = 0;
                promised = promised + cost;
            }
        }
    };

    apply {
        spent = promise.execute(node[11:0]);
    }
}
#endif

control OwnerOf(in bit<16> slot, in bit<16> epoch, out bit<16> node) {
    RegisterAction<owner_cell_t, bit<10>, bit<16>>(owner) look = {
        void apply(inout owner_cell_t cell, out bit<16> found) {
            if ((int<16>) (cell.epoch - epoch) > 0 && (int<16>) (cell.epoch - epoch) < 256) {
                found = cell.node;
            } else {
                found = 0;
            }
        }
    };

    apply {
        node = look.execute(slot[9:0]);
    }
}

// New is a handover with another epoch than the last one's.
control HandOver(in bit<16> slot, in bit<16> epoch, in bit<16> node, out bit<1> is_new) {
    RegisterAction<owner_cell_t, bit<10>, bit<1>>(owner) store = {
        void apply(inout owner_cell_t cell, out bit<1> answer) {
            if (cell.epoch != epoch) {
                answer = 1;
            } else {
                answer = 0;
            }
            cell.node = node;
            cell.epoch = epoch;
        }
    };

    apply {
        is_new = store.execute(slot[9:0]);
    }
}

control PuntAllowance(in bit<16> port, out bit<1> allowed) {
    bit<8> color;

    apply {
        color = punt_meter.execute(port[8:0]);
        allowed = 0;
        if (color == 0) {
            allowed = 1;
        }
    }
}

// A server on Tofino reads registers through P4Runtime; the probe tells the switch's clock alone.
control Peek(inout probe_h probe, in bit<16> node) {
    apply {}
}

#endif
