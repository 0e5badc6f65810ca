// From a service hit to a node index: affinity first, then the pick, then remembering it.

#ifndef SLACKLINE_STEER
#define SLACKLINE_STEER

#include "affinity.p4"
#include "pick.p4"
#include "target.p4"

control Steer(in headers_t hdr, inout metadata_t meta) {
    FlowHash() flow_hash;
    FlowOf() flow_of;
    @name(".affinity_1") FlowCell() way_1;
    @name(".affinity_2") FlowCell() way_2;
    ReadNode1() read_node_1;
    ReadNode2() read_node_2;
    WriteNode1() write_node_1;
    WriteNode2() write_node_2;
    Pick() pick;

    apply {
        if (meta.affinity != 0) {
            flow_of.apply(hdr, meta);
            flow_hash.apply(hdr, meta);
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
                    read_node_1.apply(meta.way_1, meta.node);
                    meta.is_known = NODE_IS_KNOWN(meta.node);
                } else if (meta.cell_2 == CELL_FOUND) {
                    read_node_2.apply(meta.way_2, meta.node);
                    meta.is_known = NODE_IS_KNOWN(meta.node);
                }
            }
        }

        if (meta.is_known == 1) {
            meta.detail = AFFINITY_HIT;
            if (meta.cell_1 == CELL_CLAIMED) {
                write_node_1.apply(meta.way_1, meta.node);
            }
        } else {
            pick.apply(meta);
            if (meta.affinity != 0) {
                if (meta.cell_1 == CELL_FOUND || meta.cell_1 == CELL_CLAIMED) {
                    write_node_1.apply(meta.way_1, meta.node);
                }
                if (meta.cell_2 == CELL_FOUND || meta.cell_2 == CELL_CLAIMED) {
                    write_node_2.apply(meta.way_2, meta.node);
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
