// What packets from the wire and from the controller are taken apart into. IPv4 with options, fragments, 802.1Q and IPv6 stay unparsed above their first header: the stages see
// that no L4 ports are known and never steer them.

#ifndef SLACKLINE_PARSER
#define SLACKLINE_PARSER

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"

// From the CPU port. To the CPU port: a probe, without anything before its in-band head.
parser FromCpu(packet_in packet, out headers_t hdr) {
    state start {
        packet.extract(hdr.packet_out);
        transition select(hdr.packet_out.egress_port) {
            CPU_PORT: question;
            default: accept;
        }
    }

    state question {
        packet.extract(hdr.inband);
        transition select(hdr.inband.magic, hdr.inband.version, hdr.inband.type) {
            (INBAND_MAGIC, INBAND_VERSION, INBAND_PROBE): probe;
            default: accept;
        }
    }

    state probe {
        packet.extract(hdr.probe);
        transition accept;
    }
}

// From any other port.
parser FromWire(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.ethertype) {
            ETHERTYPE_IPV4: ipv4;
            ETHERTYPE_ARP: arp;
            default: accept;
        }
    }

    state arp {
        packet.extract(hdr.arp);
        meta.wanted_ip = hdr.arp.target_ip;
        transition accept;
    }

    state ipv4 {
        packet.extract(hdr.ipv4);
        meta.wanted_ip = hdr.ipv4.dst;
        transition select(hdr.ipv4.version, hdr.ipv4.header_words, hdr.ipv4.more_fragments,
                          hdr.ipv4.fragment_offset, hdr.ipv4.protocol) {
            (4, 5, 0, 0, PROTOCOL_TCP): tcp;
            (4, 5, 0, 0, PROTOCOL_UDP): udp;
            (4, 5, 0, 0, PROTOCOL_ICMP): icmp;
            default: accept;
        }
    }

    state icmp {
        packet.extract(hdr.icmp);
        transition accept;
    }

    state tcp {
        packet.extract(hdr.tcp);
        meta.has_l4 = 1;
        meta.is_connection = 1;
        meta.l4_src_port = hdr.tcp.src_port;
        meta.l4_dst_port = hdr.tcp.dst_port;
        transition accept;
    }

    state udp {
        packet.extract(hdr.udp);
        meta.has_l4 = 1;
        meta.l4_src_port = hdr.udp.src_port;
        meta.l4_dst_port = hdr.udp.dst_port;
        transition select(hdr.udp.dst_port) {
            INBAND_UDP_PORT: inband;
            VXLAN_UDP_PORT: vxlan;
            default: accept;
        }
    }

    state inband {
        meta.to_inband_port = 1;
        packet.extract(hdr.inband);
        transition select(hdr.inband.magic, hdr.inband.version, hdr.inband.type) {
            (INBAND_MAGIC, INBAND_VERSION, INBAND_SLACK_REPORT): whole_slack_report;
            (INBAND_MAGIC, INBAND_VERSION, INBAND_HANDOVER): whole_handover;
            default: accept;
        }
    }

    state whole_slack_report {
        transition select(hdr.udp.length) {
            SLACK_REPORT_UDP_LENGTH: slack_report;
            default: accept;
        }
    }

    state whole_handover {
        transition select(hdr.udp.length) {
            HANDOVER_UDP_LENGTH: handover;
            default: accept;
        }
    }

    state slack_report {
        packet.extract(hdr.slack_report);
        transition accept;
    }

    state handover {
        packet.extract(hdr.handover);
        transition accept;
    }

    state vxlan {
        packet.extract(hdr.vxlan);
        transition select(hdr.vxlan.flags) {
            VXLAN_HAS_VNI: inner_ethernet;
            default: accept;
        }
    }

    state inner_ethernet {
        packet.extract(hdr.inner_ethernet);
        transition select(hdr.inner_ethernet.ethertype) {
            ETHERTYPE_IPV4: inner_ipv4;
            default: accept;
        }
    }

    state inner_ipv4 {
        packet.extract(hdr.inner_ipv4);
        transition select(hdr.inner_ipv4.version, hdr.inner_ipv4.header_words, hdr.inner_ipv4.more_fragments,
                          hdr.inner_ipv4.fragment_offset, hdr.inner_ipv4.protocol) {
            (4, 5, 0, 0, PROTOCOL_TCP): inner_tcp;
            (4, 5, 0, 0, PROTOCOL_UDP): inner_udp;
            default: accept;
        }
    }

    state inner_tcp {
        packet.extract(hdr.inner_tcp);
        meta.inner_has_l4 = 1;
        meta.inner_is_connection = 1;
        meta.inner_l4_src_port = hdr.inner_tcp.src_port;
        meta.inner_l4_dst_port = hdr.inner_tcp.dst_port;
        transition accept;
    }

    state inner_udp {
        packet.extract(hdr.inner_udp);
        meta.inner_has_l4 = 1;
        meta.inner_l4_src_port = hdr.inner_udp.src_port;
        meta.inner_l4_dst_port = hdr.inner_udp.dst_port;
        transition select(hdr.inner_udp.dst_port) {
            INBAND_UDP_PORT: inner_inband;
            default: accept;
        }
    }

    // Not taken apart: in-band packets come from neighbours only.
    state inner_inband {
        meta.inner_to_inband_port = 1;
        transition accept;
    }
}

#endif
