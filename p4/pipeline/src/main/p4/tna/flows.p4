// The hashes of a flow and its cells, in TNA's dress. A register action is given two words, the fingerprint and the time, so how long a flow
// may be idle is the same for all functions.

#ifndef SLACKLINE_FLOWS
#define SLACKLINE_FLOWS

#include "../constants.p4"
#include "../headers.p4"
#include "../metadata.p4"

// 300 s of 2^27 ns: the controller's default. What a service entry says instead has no effect.
#define FLOW_IDLE_TICKS 2236
// Two seconds.
#define FLOW_CLOSING_TICKS 16

struct flow_cell_t {
    bit<32> fingerprint;
    bit<32> last_seen;
}

control FlowHash(in headers_t hdr, inout metadata_t meta) {
    Hash<bit<32>>(HashAlgorithm_t.CRC32) fingerprint;
    Hash<bit<6>>(HashAlgorithm_t.CRC8) index;
    Hash<bit<16>>(HashAlgorithm_t.CRC16) first_cell;
    Hash<bit<16>>(HashAlgorithm_t.CRC16) second_cell;

    @hidden
    action hash_fingerprint() {
        meta.fingerprint = fingerprint.get(
            { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port });
    }

    @hidden
    action hash_index() {
        meta.candidate_index = (bit<8>) index.get(
            { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port });
    }

    @hidden
    action hash_first_cell() {
        meta.way_1 = first_cell.get(
            { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port });
    }

    // Same sum, other order: flows that share a cell of one way rarely share one of the other.
    @hidden
    action hash_second_cell() {
        meta.way_2 = second_cell.get(
            { meta.l4_src_port, meta.l4_dst_port, hdr.ipv4.protocol, hdr.ipv4.src, hdr.ipv4.dst });
    }

    apply {
        hash_fingerprint();
        hash_index();
        hash_first_cell();
        hash_second_cell();
    }
}

// One way: whose is the cell? The answer of the register is the fingerprint that stood there, or 0 where the cell was free. A flow finds its own cell at any
// age, as long as nobody else took it.
control FlowCell(in metadata_t meta, in bit<16> index, in bool may_claim, out cell_state_t found) {
    @name("cells") Register<flow_cell_t, bit<16>>(FLOW_CELLS, { 0, 0xFFFF0000 }) cells;

    bit<32> stood;

    RegisterAction<flow_cell_t, bit<16>, bit<32>>(cells) touch_or_claim = {
        void apply(inout flow_cell_t cell, out bit<32> answer) {
            if (cell.fingerprint == meta.fingerprint || meta.flow_now - cell.last_seen > FLOW_IDLE_TICKS) {
                cell.last_seen = meta.flow_now;
            }
            if (cell.fingerprint != meta.fingerprint && meta.flow_now - cell.last_seen > FLOW_IDLE_TICKS) {
                answer = 0;
                cell.fingerprint = meta.fingerprint;
            } else {
                answer = cell.fingerprint;
            }
        }
    };

    RegisterAction<flow_cell_t, bit<16>, bit<32>>(cells) touch = {
        void apply(inout flow_cell_t cell, out bit<32> answer) {
            answer = cell.fingerprint;
            if (cell.fingerprint == meta.fingerprint) {
                cell.last_seen = meta.flow_now;
            }
        }
    };

    RegisterAction<flow_cell_t, bit<16>, bit<32>>(cells) close = {
        void apply(inout flow_cell_t cell, out bit<32> answer) {
            answer = cell.fingerprint;
            if (cell.fingerprint == meta.fingerprint) {
                cell.last_seen = meta.flow_now - (FLOW_IDLE_TICKS - FLOW_CLOSING_TICKS);
            }
        }
    };

    RegisterAction<flow_cell_t, bit<16>, bit<32>>(cells) look = {
        void apply(inout flow_cell_t cell, out bit<32> answer) {
            answer = cell.fingerprint;
        }
    };

    apply {
        if (meta.flow_kind == FLOW_BARE_ACK) {
            stood = look.execute(index);
        } else if (meta.flow_kind == FLOW_CLOSING) {
            stood = close.execute(index);
        } else if (may_claim) {
            stood = touch_or_claim.execute(index);
        } else {
            stood = touch.execute(index);
        }
        if (stood == meta.fingerprint) {
            found = CELL_FOUND;
        } else if (stood == 0 && meta.flow_kind != FLOW_BARE_ACK && meta.flow_kind != FLOW_CLOSING) {
            found = CELL_CLAIMED;
        } else {
            found = CELL_HELD;
        }
    }
}

#endif
