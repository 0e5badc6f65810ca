// From a service hit to a node index: affinity first, then the pick, then remembering it.

#ifndef SLACKLINE_STEER
#define SLACKLINE_STEER

#include "affinity.p4"
#include "pick.p4"
#include "target.p4"

control Steer(in headers_t hdr, inout metadata_t meta) {
    FlowHash() flow_hash;
    FlowOf() flow_of;
    @name(".affinity_1") FlowCell(true) way_1;
    @name(".affinity_2") FlowCell(false) way_2;
    Recall() recall;
    Pick() pick;
    Remember() remember;

    apply {
        if (meta.affinity != 0) {
            flow_of.apply(hdr, meta);
            if (!SUMS_EARLY) {
                flow_hash.apply(hdr, meta);
            }
        }
        if (meta.affinity != 0) {
            way_1.apply(hdr, meta, true, meta.cell_1);
        }
        if ((meta.cell_1 & (CELL_HELD | CELL_CLAIMED)) != 0) {
            // The flow may live in the second way although the first has become free.
            way_2.apply(hdr, meta, (meta.cell_1 & CELL_HELD) != 0, meta.cell_2);
        }
        if (meta.affinity != 0) {
            recall.apply(meta);
        }
        if (ONLY_IF(meta.is_known == 0)) {
            pick.apply(hdr, meta);
        }
        if (meta.affinity != 0) {
            remember.apply(hdr, meta);
            if (meta.is_known == 1) {
                meta.detail = AFFINITY_HIT;
            } else if (IS_STATELESS(meta)) {
                meta.detail = AFFINITY_FULL;
            } else if (meta.detail == NO_DETAIL) {
                meta.detail = AFFINITY_CLAIMED;
            }
        }
    }
}

#endif
