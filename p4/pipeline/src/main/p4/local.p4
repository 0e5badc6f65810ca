// The addresses that the switch itself answers for: those of services and of reports. Nobody else has to have them.

#ifndef SLACKLINE_LOCAL
#define SLACKLINE_LOCAL

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"

control LocalAddresses(inout metadata_t meta) {
    @name(".answer_arp")
    action answer_arp(mac_t mac) {
        meta.is_local = 1;
        meta.local_mac = mac;
    }

    @name(".not_local")
    action not_local() {}

    @name(".local_address")
    table local_address {
        key = {
            meta.wanted_ip: exact @name("ip");
        }
        actions = {
            answer_arp;
            @defaultonly not_local;
        }
        const default_action = not_local();
        size = LOCAL_ADDRESSES;
    }

    apply {
        local_address.apply();
    }
}

// ARP requests (RFC 826) and ICMP echo requests (RFC 792) go back where they came from, as answers.
control Answer(inout headers_t hdr, inout metadata_t meta) {
    @hidden
    action send_back() {
        hdr.ethernet.dst = hdr.ethernet.src;
        hdr.ethernet.src = meta.local_mac;
        meta.out_port = meta.ingress_port;
        meta.verdict = VERDICT_SEND;
    }

    @hidden
    action reply_arp() {
        hdr.arp.operation = 2;
        hdr.arp.target_mac = hdr.arp.sender_mac;
        hdr.arp.target_ip = hdr.arp.sender_ip;
        hdr.arp.sender_mac = meta.local_mac;
        hdr.arp.sender_ip = meta.wanted_ip;
        meta.cause = ARP_ANSWERED;
        send_back();
    }

    @hidden
    action reply_echo() {
        hdr.ipv4.dst = hdr.ipv4.src;
        hdr.ipv4.src = meta.wanted_ip;
        hdr.icmp.type = 0;
        meta.cause = ICMP_ANSWERED;
        send_back();
    }

    // Type 8 becomes 0: the one's complement sum grows by 0x0800, and by what is carried. Swapped addresses leave the IPv4 sum as it was.
    @hidden
    action sum_up() {
        hdr.icmp.checksum = hdr.icmp.checksum + 0x0800;
    }

    @hidden
    action sum_up_with_carry() {
        hdr.icmp.checksum = hdr.icmp.checksum + 0x0801;
    }

    apply {
        meta.cause = NOT_STEERABLE;
        if (hdr.arp.isValid()) {
            if (hdr.arp.hardware == 1 && hdr.arp.network == ETHERTYPE_IPV4) {
                if (hdr.arp.operation == 1) {
                    reply_arp();
                }
            }
        } else if (hdr.icmp.isValid() && hdr.icmp.type == 8) {
            if (hdr.icmp.checksum[15:11] == 0x1F) {
                sum_up_with_carry();
            } else {
                sum_up();
            }
            reply_echo();
        } else if (hdr.ipv4.isValid() && (hdr.ipv4.more_fragments == 1 || hdr.ipv4.fragment_offset != 0)) {
            meta.cause = FRAGMENT;
        }
    }
}

#endif
