// The hashes of a flow and its cells, in v1model's dress.

#ifndef SLACKLINE_FLOWS
#define SLACKLINE_FLOWS

#include "../constants.p4"
#include "../headers.p4"
#include "../metadata.p4"
#include "cells.p4"

// What this packet is to its flow.
control FlowOf(in headers_t hdr, inout metadata_t meta) {
    apply {
        meta.flow_kind = FLOW_ORDINARY;
        if (hdr.tcp.isValid()) {
            if (hdr.tcp.fin == 1 || hdr.tcp.rst == 1) {
                meta.flow_kind = FLOW_CLOSING;
            } else if (hdr.tcp.syn == 1 && hdr.tcp.ack == 0) {
                meta.flow_kind = FLOW_OPENING;
            } else if (hdr.ipv4.total_length == 20 + ((bit<16>) hdr.tcp.data_offset << 2)) {
                meta.flow_kind = FLOW_BARE_ACK;
            }
        }
    }
}

// Where the flow's cells are, and what is written there.
control FlowHash(in headers_t hdr, inout metadata_t meta) {
    apply {
        hash(meta.fingerprint, HashAlgorithm.crc32, (bit<32>) 0,
             { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port },
             (bit<64>) 0x100000000);
        // Never 0, so a cell that was never written is nobody's.
        meta.fingerprint = meta.fingerprint | 1;
        // Same sum, other order: flows that share a cell of one way rarely share one of the other.
        hash(meta.way_1, HashAlgorithm.crc16, (bit<16>) 0,
             { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port },
             (bit<32>) FLOW_CELLS);
        hash(meta.way_2, HashAlgorithm.crc16, (bit<16>) 0,
             { meta.l4_src_port, meta.l4_dst_port, hdr.ipv4.protocol, hdr.ipv4.src, hdr.ipv4.dst },
             (bit<32>) FLOW_CELLS);

        meta.flow_oldest = (bit<32>) meta.idle_ticks + 1;
        meta.flow_stamp = meta.flow_now;
        if (meta.flow_kind == FLOW_CLOSING) {
            meta.flow_stamp = meta.flow_now + CLOSING_TICKS - (bit<32>) meta.idle_ticks;
        }
    }
}

// The candidates' slot that a flow always finds.
control FlowIndex(in headers_t hdr, inout metadata_t meta) {
    apply {
        meta.candidate_index = (bit<8>) meta.fingerprint[13:8];
    }
}

// One way: whose is the cell? A TCP connection finds its own cell at any age, as long as nobody else took it: in the middle of a
// connection no other node can be right. A UDP flow that was silent too long is a new one.
control FlowCell(in headers_t hdr, in metadata_t meta, in bool may_claim, out cell_state_t found)(bool is_first) {
    @name("cells") register<bit<64>>(FLOW_CELLS) cells;
    bit<64> cell;
    bit<32> age;
    bit<16> index;

    apply {
        index = is_first ? meta.way_1 : meta.way_2;
        cells.read(cell, (bit<32>) index);
        age = meta.flow_now + 1 - cell[31:0];
        if (cell[63:32] == meta.fingerprint && (meta.is_connection == 1 || age <= meta.flow_oldest)) {
            found = CELL_FOUND;
            if (meta.flow_kind != FLOW_BARE_ACK) {
                cells.write((bit<32>) index, meta.fingerprint ++ meta.flow_stamp);
            }
        } else if (age > meta.flow_oldest && may_claim) {
            found = CELL_CLAIMED;
            cells.write((bit<32>) index, meta.fingerprint ++ meta.flow_stamp);
        } else {
            found = CELL_HELD;
        }
    }
}

// A flow that is not opening is known if one of its cells holds a node, which it does unless the pick that claimed it found none.
control Recall(inout metadata_t meta) {
    apply {
        if (meta.flow_kind != FLOW_OPENING) {
            if ((meta.cell_1 & CELL_FOUND) != 0) {
                affinity_node_1.read(meta.node, (bit<32>) meta.way_1);
            } else if ((meta.cell_2 & CELL_FOUND) != 0) {
                affinity_node_2.read(meta.node, (bit<32>) meta.way_2);
            }
            if (meta.node != 0) {
                meta.is_known = 1;
            }
        }
    }
}

// What was picked is remembered in the flow's cell; a known flow whose first way has become free moves there.
control Remember(in headers_t hdr, inout metadata_t meta) {
    apply {
        if ((meta.cell_1 & CELL_CLAIMED) != 0 || (meta.is_known == 0 && (meta.cell_1 & CELL_FOUND) != 0)) {
            affinity_node_1.write((bit<32>) meta.way_1, meta.node);
        }
        if (meta.is_known == 0 && (meta.cell_2 & (CELL_FOUND | CELL_CLAIMED)) != 0) {
            affinity_node_2.write((bit<32>) meta.way_2, meta.node);
        }
    }
}

#endif
