// The hashes of a flow and its cells, in v1model's dress.

#ifndef SLACKLINE_FLOWS
#define SLACKLINE_FLOWS

#include "../constants.p4"
#include "../headers.p4"
#include "../metadata.p4"

// Where the flow's cells are, and what is written there.
control FlowHash(in headers_t hdr, inout metadata_t meta) {
    apply {
        hash(meta.fingerprint, HashAlgorithm.crc32, (bit<32>) 0,
             { hdr.ipv4.src, hdr.ipv4.dst, hdr.ipv4.protocol, meta.l4_src_port, meta.l4_dst_port },
             (bit<64>) 0x100000000);
        meta.candidate_index = (bit<8>) meta.fingerprint[13:8];
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

// One way: whose is the cell? A TCP connection finds its own cell at any age, as long as nobody else took it: in the middle of a
// connection no other node can be right. A UDP flow that was silent too long is a new one.
control FlowCell(in metadata_t meta, in bit<16> index, in bool may_claim, out cell_state_t found) {
    @name("cells") register<bit<64>>(FLOW_CELLS) cells;
    bit<64> cell;
    bit<32> age;

    apply {
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

#endif
