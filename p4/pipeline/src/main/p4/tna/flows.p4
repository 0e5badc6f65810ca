// The hashes of a flow and its cells, in TNA's dress. A register action is given two words, the fingerprint and the time, so how long a flow
// may be idle is the same for all functions.

#ifndef SLACKLINE_FLOWS
#define SLACKLINE_FLOWS

#include "../constants.p4"
#include "../headers.p4"
#include "../metadata.p4"
#include "cells.p4"

// 300 s of 2^27 ns: the controller's default. What a service entry says instead has no effect.
#define FLOW_IDLE_TICKS 2236
// Two seconds.
#define FLOW_CLOSING_TICKS 16

struct flow_cell_t {
    bit<32> fingerprint;
    bit<32> last_seen;
}

// What this packet is to its flow. A bare acknowledgement is without options, or with the timestamps that all current systems send.
control FlowOf(in headers_t hdr, inout metadata_t meta) {
    @hidden
    action is(flow_kind_t kind) {
        meta.flow_kind = kind;
    }

    @hidden
    table flow_of {
        key = {
            hdr.tcp.isValid(): ternary;
            hdr.tcp.fin: ternary;
            hdr.tcp.rst: ternary;
            hdr.tcp.syn: ternary;
            hdr.tcp.ack: ternary;
            hdr.tcp.data_offset: ternary;
            hdr.ipv4.total_length: ternary;
        }
        actions = {
            is;
        }
        const entries = {
            (true, 1, _, _, _, _, _): is(FLOW_CLOSING);
            (true, _, 1, _, _, _, _): is(FLOW_CLOSING);
            (true, _, _, 1, 0, _, _): is(FLOW_OPENING);
            (true, _, _, _, _, 5, 40): is(FLOW_BARE_ACK);
            (true, _, _, _, _, 8, 52): is(FLOW_BARE_ACK);
        }
        size = 8;
    }

    apply {
        flow_of.apply();
    }
}

// Where a flow's cell is, by way; summed up anew wherever it is needed, as the address of a register. Same sum, other order: flows that
// share a cell of one way rarely share one of the other.
#define WAY_1(hdr, meta) { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port }
#define WAY_2(hdr, meta) { meta.l4_src_port, meta.l4_dst_port, hdr.ipv4.protocol, hdr.ipv4.src, hdr.ipv4.dst }

control FlowHash(in headers_t hdr, inout metadata_t meta) {
    Hash<bit<32>>(HashAlgorithm_t.CRC32) fingerprint;

    @hidden
    action hash_fingerprint() {
        meta.fingerprint = fingerprint.get(
            { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port });
    }

    apply {
        hash_fingerprint();
    }
}

// The candidates' slot that a flow always finds.
control FlowIndex(in headers_t hdr, inout metadata_t meta) {
    Hash<bit<6>>(HashAlgorithm_t.CRC8) index;

    @hidden
    action hash_index() {
        meta.candidate_index = (bit<8>) index.get(
            { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port });
    }

    apply {
        hash_index();
    }
}

// One way: whose is the cell? A flow finds its own cell at any age, as long as nobody else took it.
control FlowCell(in headers_t hdr, in metadata_t meta, in bool may_claim, out cell_state_t found)(bool is_first) {
    @name("cells") Register<flow_cell_t, flow_index_t>(FLOW_CELLS, { 0, 0xFFFF0000 }) cells;
    Hash<flow_index_t>(HashAlgorithm_t.CRC16) way;

    RegisterAction<flow_cell_t, flow_index_t, cell_state_t>(cells) touch_or_claim = {
        void apply(inout flow_cell_t cell, out cell_state_t answer) {
            answer = this.predicate(cell.fingerprint == meta.fingerprint,
                                    meta.flow_now - cell.last_seen > FLOW_IDLE_TICKS);
            if (cell.fingerprint == meta.fingerprint || meta.flow_now - cell.last_seen > FLOW_IDLE_TICKS) {
                cell.fingerprint = meta.fingerprint;
                cell.last_seen = meta.flow_now;
            }
        }
    };

    RegisterAction<flow_cell_t, flow_index_t, cell_state_t>(cells) touch = {
        void apply(inout flow_cell_t cell, out cell_state_t answer) {
            answer = this.predicate(cell.fingerprint == meta.fingerprint);
            if (cell.fingerprint == meta.fingerprint) {
                cell.last_seen = meta.flow_now;
            }
        }
    };

    RegisterAction<flow_cell_t, flow_index_t, cell_state_t>(cells) close = {
        void apply(inout flow_cell_t cell, out cell_state_t answer) {
            answer = this.predicate(cell.fingerprint == meta.fingerprint);
            if (cell.fingerprint == meta.fingerprint) {
                cell.last_seen = meta.flow_now - (FLOW_IDLE_TICKS - FLOW_CLOSING_TICKS);
            }
        }
    };

    RegisterAction<flow_cell_t, flow_index_t, cell_state_t>(cells) look = {
        void apply(inout flow_cell_t cell, out cell_state_t answer) {
            answer = this.predicate(cell.fingerprint == meta.fingerprint);
        }
    };

    @hidden
    action touch_or_claim_first() {
        found = touch_or_claim.execute(way.get(WAY_1(hdr, meta)));
    }

    @hidden
    action close_first() {
        found = close.execute(way.get(WAY_1(hdr, meta)));
    }

    @hidden
    action look_first() {
        found = look.execute(way.get(WAY_1(hdr, meta)));
    }

    @hidden
    table first_way {
        key = {
            meta.flow_kind: exact;
        }
        actions = {
            touch_or_claim_first;
            close_first;
            look_first;
        }
        const entries = {
            FLOW_ORDINARY: touch_or_claim_first();
            FLOW_OPENING: touch_or_claim_first();
            FLOW_CLOSING: close_first();
            FLOW_BARE_ACK: look_first();
        }
        size = 8;
    }

    @hidden
    action touch_or_claim_second() {
        found = touch_or_claim.execute(way.get(WAY_2(hdr, meta)));
    }

    @hidden
    action touch_second() {
        found = touch.execute(way.get(WAY_2(hdr, meta)));
    }

    @hidden
    action close_second() {
        found = close.execute(way.get(WAY_2(hdr, meta)));
    }

    @hidden
    action look_second() {
        found = look.execute(way.get(WAY_2(hdr, meta)));
    }

    @hidden
    table second_way {
        key = {
            meta.flow_kind: ternary;
            meta.cell_1: ternary;
        }
        actions = {
            touch_or_claim_second;
            touch_second;
            close_second;
            look_second;
        }
        const entries = {
            (FLOW_CLOSING, _): close_second();
            (FLOW_BARE_ACK, _): look_second();
            (_, CELL_HELD): touch_or_claim_second();
            (_, _): touch_second();
        }
        size = 8;
    }

    apply {
        if (is_first) {
            first_way.apply();
        } else {
            second_way.apply();
        }
    }
}

// A flow that is not opening is known if one of its cells is found. Its node is read later: where it would be written, too.
control Recall(inout metadata_t meta) {
    apply {
        if (IS_FOUND(meta)) {
            meta.is_known = 1;
        }
    }
}

// The node of a known flow is read. What was picked for another is remembered in its cell; a known flow whose first way has become free
// moves there.
control Remember(in headers_t hdr, inout metadata_t meta) {
    Hash<flow_index_t>(HashAlgorithm_t.CRC16) way_1;
    Hash<flow_index_t>(HashAlgorithm_t.CRC16) way_2;

    RegisterAction<bit<16>, flow_index_t, bit<16>>(affinity_node_1) read_1 = {
        void apply(inout bit<16> value, out bit<16> node) {
            node = value;
        }
    };

    RegisterAction<bit<16>, flow_index_t, bit<16>>(affinity_node_1) write_1 = {
        void apply(inout bit<16> value) {
            value = meta.node;
        }
    };

    RegisterAction<bit<16>, flow_index_t, bit<16>>(affinity_node_2) read_2 = {
        void apply(inout bit<16> value, out bit<16> node) {
            node = value;
        }
    };

    RegisterAction<bit<16>, flow_index_t, bit<16>>(affinity_node_2) write_2 = {
        void apply(inout bit<16> value) {
            value = meta.node;
        }
    };

    apply {
        if ((meta.cell_2 & CELL_FOUND) != 0 && meta.is_known == 1) {
            meta.node = read_2.execute(way_2.get(WAY_2(hdr, meta)));
        } else if ((meta.cell_2 & (CELL_FOUND | CELL_CLAIMED)) != 0) {
            write_2.execute(way_2.get(WAY_2(hdr, meta)));
        }
        if ((meta.cell_1 & CELL_FOUND) != 0 && meta.is_known == 1) {
            meta.node = read_1.execute(way_1.get(WAY_1(hdr, meta)));
        } else if ((meta.cell_1 & (CELL_FOUND | CELL_CLAIMED)) != 0) {
            write_1.execute(way_1.get(WAY_1(hdr, meta)));
        }
    }
}

#endif
