// Flows stay with their node. Two ways of cells; a flow is looked for in both and takes a free one. A cell is split over two
// arrays so that each is touched once: {fingerprint 32, last seen 32} is judged and claimed before the node is picked, the node is
// read or written after.

#ifndef SLACKLINE_AFFINITY
#define SLACKLINE_AFFINITY

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

// What this packet is to its flow.
control FlowOf(in headers_t hdr, inout metadata_t meta) {
    apply {
        meta.flow_kind = FLOW_ORDINARY;
        if (hdr.tcp.isValid()) {
            if (hdr.tcp.fin == 1 || hdr.tcp.rst == 1) {
                meta.flow_kind = FLOW_CLOSING;
            } else if (hdr.tcp.syn == 1 && hdr.tcp.ack == 0) {
                meta.flow_kind = FLOW_OPENING;
            } else if (IS_BARE_ACK(hdr)) {
                meta.flow_kind = FLOW_BARE_ACK;
            }
        }
    }
}

#endif
