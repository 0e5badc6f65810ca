// Packets from the controller and to it.

#ifndef SLACKLINE_CONTROLLER
#define SLACKLINE_CONTROLLER

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"
#include "target.p4"

// Gives the packet to the controller, with the cause.
control ToController(inout headers_t hdr, inout metadata_t meta, in cause_t cause) {
    apply {
        hdr.packet_in.setValid();
        hdr.packet_in.ingress_port = meta.ingress_port;
        hdr.packet_in.cause = cause;
        meta.cause = cause;
        meta.verdict = VERDICT_SEND;
        meta.out_port = TO_CPU_PORT;
    }
}

// Out of the port that the controller names, untouched. To itself it sends probes: they come back with what the switch knows of a node and
// of a function.
control FromController(inout headers_t hdr, inout metadata_t meta) {
    Peek() peek;
    ToController() answer;

    apply {
        meta.verdict = VERDICT_SEND;
        meta.out_port = hdr.packet_out.egress_port;
        meta.cause = PACKET_OUT;
        hdr.packet_out.setInvalid();
        if (hdr.probe.isValid() && HAS_CELLS(hdr.inband.node_index) && hdr.probe.function_slot[15:10] == 0) {
            peek.apply(hdr.probe, hdr.inband.node_index);
            hdr.probe.now_tick = meta.slack_now;
            answer.apply(hdr, meta, PROBE_ANSWERED);
        } else if (meta.out_port == CPU_PORT) {
            meta.verdict = VERDICT_DROP;
            meta.cause = MALFORMED;
        }
    }
}

#endif
