// From a service hit to a node index: affinity first, then the pick, then remembering it.

#ifndef SLACKLINE_STEER
#define SLACKLINE_STEER

#include "affinity.p4"
#include "cells.p4"
#include "pick.p4"

// The node of each affinity cell, by way.
register<bit<16>>(FLOW_CELLS) affinity_node_1;
register<bit<16>>(FLOW_CELLS) affinity_node_2;

control Steer(in headers_t hdr, inout metadata_t meta, in bit<48> timestamp) {
    FlowOf() flow_of;
    @name(".affinity_1") FlowCell() way_1;
    @name(".affinity_2") FlowCell() way_2;
    Pick() pick;

    apply {
        if (meta.affinity != 0) {
            flow_of.apply(hdr, meta, timestamp);
            way_1.apply(meta, meta.way_1, true, meta.cell_1);
            if (meta.cell_1 != CELL_FOUND) {
                // The flow may live in the second way although the first has become free.
                way_2.apply(meta, meta.way_2, meta.cell_1 == CELL_HELD, meta.cell_2);
            }
            if (meta.cell_1 == CELL_HELD && meta.cell_2 == CELL_HELD) {
                meta.is_stateless = 1;
            }
            if (meta.flow_kind != FLOW_OPENING) {
                if (meta.cell_1 == CELL_FOUND) {
                    affinity_node_1.read(meta.node, (bit<32>) meta.way_1);
                } else if (meta.cell_2 == CELL_FOUND) {
                    affinity_node_2.read(meta.node, (bit<32>) meta.way_2);
                }
            }
        }

        if (meta.node != 0) {
            meta.detail = AFFINITY_HIT;
            if (meta.cell_1 == CELL_CLAIMED) {
                affinity_node_1.write((bit<32>) meta.way_1, meta.node);
            }
        } else {
            pick.apply(meta);
            if (meta.affinity != 0) {
                if (meta.cell_1 == CELL_FOUND || meta.cell_1 == CELL_CLAIMED) {
                    affinity_node_1.write((bit<32>) meta.way_1, meta.node);
                }
                if (meta.cell_2 == CELL_FOUND || meta.cell_2 == CELL_CLAIMED) {
                    affinity_node_2.write((bit<32>) meta.way_2, meta.node);
                }
                if (meta.is_stateless == 1) {
                    meta.detail = AFFINITY_FULL;
                } else if (meta.detail == NO_DETAIL) {
                    meta.detail = AFFINITY_CLAIMED;
                }
            }
        }
    }
}

#endif
