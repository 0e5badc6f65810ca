// The state that the data plane itself writes, in v1model's dress. Under the discipline of TNA: a packet touches each array once, at
// one index, and what it does there could be one register action (at most two comparisons; cells of 32 bits or pairs of two). Each
// control here is one such touch; the stages use nothing else of the state.

#ifndef SLACKLINE_CELLS
#define SLACKLINE_CELLS

#include "../constants.p4"
#include "../headers.p4"
#include "../metadata.p4"

// By node index. {token 32, boot epoch 32} of the node's last accepted report: the controller's new token forgets what was before.
register<bit<64>>(NODE_CELLS) boot_epoch;
register<bit<32>>(NODE_CELLS) last_sequence;

// By node index: {tick of arrival 32, score 32}. Score 0 is unfit (never heard, draining), else slack in milli-cores + 1, so that
// a living node without slack still wins over a dead one. Four copies, because four nodes are looked at for one packet. With 32
// bits the tick comes round after 51 days: a dead node's cell does not look fresh again before.
register<bit<64>>(NODE_CELLS) slack_a;
register<bit<64>>(NODE_CELLS) slack_b;
register<bit<64>>(NODE_CELLS) slack_c;
register<bit<64>>(NODE_CELLS) slack_d;
// By node index: bit i is function slot i. One copy for each node whose warmth is asked.
register<bit<32>>(NODE_CELLS) warm_a;
register<bit<32>>(NODE_CELLS) warm_b;
register<bit<32>>(NODE_CELLS) warm_c;
// By node index: milli-cores that requests were promised since the node's last report.
register<bit<32>>(NODE_CELLS) reserved;

// By function slot: the turn that new requests take among the candidates, the score from which on a node is good, {next cell to write
// 32, next cell to read 32} of the board, and {epoch 16, node 16} of the last handover.
register<bit<32>>(FUNCTIONS) turns;
register<bit<32>>(FUNCTIONS) threshold;
register<bit<64>>(FUNCTIONS) board_hands;
register<bit<32>>(FUNCTIONS) owner;
// By function slot and cell: {group 16, epoch 16, node 32}: group numbers come again, with another epoch.
register<bit<64>>(BOARD_CELLS) board_nodes;

// The node of each affinity cell, by way.
register<bit<16>>(FLOW_CELLS) affinity_node_1;
register<bit<16>>(FLOW_CELLS) affinity_node_2;

// By cause.
counter(CAUSES, CounterType.packets) cause_counter;

// By port of arrival.
meter(PORTS, MeterType.packets) punt_meter;

// A report's words for the cells. A node that drains is unfit.
control ReportWords(in headers_t hdr, inout metadata_t meta) {
    apply {
        meta.boot_word = (bit<32>) hdr.inband.boot_epoch;
        if (hdr.inband.flags[0:0] == 1) {
            meta.slack_word = 0;
        } else {
            meta.slack_word = (bit<32>) hdr.slack_report.slack_millicores + 1;
        }
    }
}

// What a node's last report says, if it is not too old. Packets are stamped by several threads: a report may be one tick younger
// than the packet that reads it.
#define SCORE_CELL(NAME, CELLS)                                                                               \
control NAME(in bit<32> now, in bit<32> oldest, in bit<16> node, out bit<32> score) {                         \
    bit<64> cell;                                                                                             \
    bit<32> age;                                                                                              \
    apply {                                                                                                   \
        CELLS.read(cell, (bit<32>) node);                                                                     \
        age = now + 1 - cell[63:32];                                                                          \
        score = cell[31:0];                                                                                   \
        if (age > now + 1 - oldest) {                                                                         \
            score = 0;                                                                                        \
        }                                                                                                     \
    }                                                                                                         \
}

SCORE_CELL(ScoreA, slack_a)
SCORE_CELL(ScoreB, slack_b)
SCORE_CELL(ScoreC, slack_c)
SCORE_CELL(ScoreD, slack_d)

#define WARM_CELL(NAME, CELLS)                                                                                \
control NAME(in bit<32> mask, in bit<16> node, out bit<1> warm) {                                             \
    bit<32> cell;                                                                                             \
    apply {                                                                                                   \
        CELLS.read(cell, (bit<32>) node);                                                                     \
        warm = 0;                                                                                             \
        if ((cell & mask) != 0) {                                                                             \
            warm = 1;                                                                                         \
        }                                                                                                     \
    }                                                                                                         \
}

WARM_CELL(WarmA, warm_a)
WARM_CELL(WarmB, warm_b)
WARM_CELL(WarmC, warm_c)

// A report's news, and an end to what was promised on the old news.
control StoreReport(in bit<16> node, in bit<32> now, in bit<32> score, in bit<32> warm) {
    apply {
        slack_a.write((bit<32>) node, now ++ score);
        slack_b.write((bit<32>) node, now ++ score);
        slack_c.write((bit<32>) node, now ++ score);
        slack_d.write((bit<32>) node, now ++ score);
        warm_a.write((bit<32>) node, warm);
        warm_b.write((bit<32>) node, warm);
        warm_c.write((bit<32>) node, warm);
        reserved.write((bit<32>) node, 0);
    }
}

// Is a report newer than the last one? Remembers it if so. Serial number arithmetic: an epoch is newer by 1 to 2^15 - 1, a sequence by
// 1 to 2^31 - 1. With another token than before both start anew.
control Newer(in bit<16> node, in bit<32> epoch, in bit<32> sequence, in bit<32> token, out bit<1> newer) {
    bit<64> stored_boot;
    bit<16> epoch_advance;
    bit<32> stored_sequence;
    bit<32> sequence_advance;

    apply {
        newer = 0;
        boot_epoch.read(stored_boot, (bit<32>) node);
        epoch_advance = epoch[15:0] - stored_boot[15:0];
        if (stored_boot[63:32] == token && epoch_advance == 0) {
            last_sequence.read(stored_sequence, (bit<32>) node);
            sequence_advance = sequence - stored_sequence;
            if (sequence_advance != 0 && sequence_advance[31:31] == 0) {
                last_sequence.write((bit<32>) node, sequence);
                newer = 1;
            }
        } else if (stored_boot[63:32] != token || epoch_advance[15:15] == 0) {
            boot_epoch.write((bit<32>) node, token ++ epoch);
            last_sequence.write((bit<32>) node, sequence);
            newer = 1;
        }
    }
}

// Requests take the slots of a group in turn.
control Turn(in bit<16> slot, out bit<8> index) {
    bit<32> turn;

    apply {
        turns.read(turn, (bit<32>) slot);
        turns.write((bit<32>) slot, turn + 1);
        index = (bit<8>) turn[5:0];
    }
}

// Is a score good? By how much? And what is good from now on?
control Threshold(in bit<16> slot, in bit<32> score, out bit<1> good, out bit<32> surplus) {
    bit<32> least;

    apply {
        threshold.read(least, (bit<32>) slot);
        surplus = score - least;
        good = 0;
        if (score > least) {
            good = 1;
            threshold.write((bit<32>) slot, least + THRESHOLD_UP);
        } else {
            threshold.write((bit<32>) slot, least |-| THRESHOLD_DOWN);
        }
    }
}

// A good node is written on the board, at the hand that writes; else the board is read, at the hand that reads. Both go round. Either
// way what stood there is given; it is node 0 when it was of other steering.
control Board(in bit<16> slot, in bit<16> group, in bit<16> epoch, in bit<1> good, in bit<16> node, out bit<16> found) {
    bit<64> hands;
    bit<64> cell;
    bit<32> hand;

    apply {
        board_hands.read(hands, (bit<32>) slot);
        if (good == 1) {
            hand = hands[63:32];
            board_hands.write((bit<32>) slot, (hand + 1) ++ hands[31:0]);
        } else {
            hand = hands[31:0];
            board_hands.write((bit<32>) slot, hands[63:32] ++ (hand + 1));
        }
        hand = ((bit<32>) slot << 4) + (hand & BOARD_CELL_MASK);
        board_nodes.read(cell, hand);
        if (good == 1) {
            board_nodes.write(hand, group ++ epoch ++ 16w0 ++ node);
        }
        found = 0;
        if (cell[63:32] == group ++ epoch) {
            found = cell[15:0];
        }
    }
}

// Promises the cost of a request to a node, unless more than its headroom is promised already; then a promise is taken back, because the
// request goes to another node and the lead of this one grows again.
control Reserve(in bit<16> node, in bit<32> cost, in bit<32> headroom, out bit<1> spent) {
    bit<32> promised;

    apply {
        reserved.read(promised, (bit<32>) node);
        spent = 0;
        if (promised > headroom) {
            spent = 1;
            reserved.write((bit<32>) node, promised |-| cost);
        } else {
            reserved.write((bit<32>) node, promised + cost);
        }
    }
}

// The node that a function was handed over to, as long as its service entry does not know yet: the handover's epoch is ahead of the
// entry's by 1 to 255.
control OwnerOf(in bit<16> slot, in bit<16> epoch, out bit<16> node) {
    bit<32> cell;
    bit<16> ahead;

    apply {
        owner.read(cell, (bit<32>) slot);
        ahead = cell[31:16] - epoch;
        node = 0;
        if (ahead[15:8] == 0 && ahead != 0) {
            node = cell[15:0];
        }
    }
}

control HandOver(in bit<16> slot, in bit<16> epoch, in bit<16> node, out bit<1> is_new) {
    bit<32> cell;

    apply {
        owner.read(cell, (bit<32>) slot);
        owner.write((bit<32>) slot, epoch ++ node);
        is_new = 1;
        if (cell == epoch ++ node) {
            is_new = 0;
        }
    }
}

// Is there room for another stranger's report from this port?
control PuntAllowance(in bit<16> port, out bit<1> allowed) {
    bit<2> color;

    apply {
        punt_meter.execute_meter((bit<32>) port, color);
        allowed = 0;
        if (color == 0) {
            allowed = 1;
        }
    }
}

// All that is known of a node and a function.
control Peek(inout probe_h probe, in bit<16> node) {
    bit<64> pair;
    bit<32> cell;

    apply {
        boot_epoch.read(pair, (bit<32>) node);
        probe.boot_epoch = pair[15:0];
        last_sequence.read(probe.last_sequence, (bit<32>) node);
        slack_a.read(pair, (bit<32>) node);
        probe.slack_tick = pair[63:32];
        probe.slack_score = pair[31:0];
        warm_a.read(probe.warm_functions, (bit<32>) node);
        reserved.read(probe.reserved_millicores, (bit<32>) node);
        threshold.read(probe.threshold, (bit<32>) probe.function_slot);
        owner.read(cell, (bit<32>) probe.function_slot);
        probe.owner_epoch = cell[31:16];
        probe.owner_node = cell[15:0];
    }
}

#endif
