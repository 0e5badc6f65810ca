// The order of the stages, the same in every dress: what a packet meets from its arrival to the verdict on it.

#ifndef SLACKLINE_STAGES
#define SLACKLINE_STAGES

#include "causes.p4"
#include "controller.p4"
#include "deliver.p4"
#include "headers.p4"
#include "inband.p4"
#include "l2.p4"
#include "local.p4"
#include "metadata.p4"
#include "route.p4"
#include "service.p4"
#include "steer.p4"
#include "target.p4"
#include "tunnel.p4"

// meta comes with the port of arrival and the two clocks.
control Stages(inout headers_t hdr, inout metadata_t meta) {
    FromController() from_controller;
    Learn() learn;
    TunnelEnd() tunnel_end;
    Services() services;
    Steer() steer;
    Deliver() deliver;
    LocalAddresses() local_addresses;
    Senders() senders;
    FlowHash() flow_hash;
    Inband() inband;
    Answer() answer;
    Bridge() bridge;
    Route() route;

    apply {
        meta.detail = NO_DETAIL;

        if (hdr.packet_out.isValid()) {
            from_controller.apply(hdr, meta);
        } else if (!hdr.ethernet.isValid()) {
            meta.cause = MALFORMED;
        } else {
            learn.apply(hdr, meta);
            if (hdr.inner_ethernet.isValid()) {
                tunnel_end.apply(hdr, meta);
            }
            senders.apply(hdr, meta);
            if (SUMS_EARLY) {
                flow_hash.apply(hdr, meta);
            }
            if (meta.has_l4 == 1 && meta.to_inband_port == 0) {
                services.apply(hdr, meta);
            }
            if (ONLY_IF(meta.mode == MODE_NONE) && (hdr.ipv4.isValid() || hdr.arp.isValid())) {
                local_addresses.apply(meta);
            }
            if (meta.mode != MODE_NONE) {
                steer.apply(hdr, meta);
                deliver.apply(hdr, meta);
            } else if (meta.is_local == 0) {
                bridge.apply(hdr, meta);
                if (meta.to_route == 1 && hdr.ipv4.isValid() && hdr.ipv4.version == 4) {
                    route.apply(hdr, meta);
                }
            } else if (meta.to_inband_port == 1) {
                inband.apply(hdr, meta);
            } else {
                answer.apply(hdr, meta);
            }
        }
    }
}

#endif
