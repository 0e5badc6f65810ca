// Packets from the controller: out of the port that it names, untouched.

#ifndef SLACKLINE_CONTROLLER
#define SLACKLINE_CONTROLLER

#include "headers.p4"
#include "metadata.p4"

control FromController(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard_metadata) {
    apply {
        standard_metadata.egress_spec = (bit<9>) hdr.packet_out.egress_port;
        hdr.packet_out.setInvalid();
        meta.cause = PACKET_OUT;
    }
}

#endif
