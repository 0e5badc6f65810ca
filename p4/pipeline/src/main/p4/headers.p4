// What the parser takes apart. Anything else stays payload and leaves as it came.

#ifndef SLACKLINE_HEADERS
#define SLACKLINE_HEADERS

typedef bit<48> mac_t;
typedef bit<32> ip4_t;

const bit<16> ETHERTYPE_IPV4 = 0x0800;
const bit<16> ETHERTYPE_ARP = 0x0806;
const bit<8> PROTOCOL_ICMP = 1;
const bit<8> PROTOCOL_TCP = 6;
const bit<8> PROTOCOL_UDP = 17;

@controller_header("packet_in")
header packet_in_h {
    bit<16> ingress_port;
    bit<8> cause;
}

@controller_header("packet_out")
header packet_out_h {
    bit<16> egress_port;
}

header ethernet_h {
    mac_t dst;
    mac_t src;
    bit<16> ethertype;
}

header arp_h {
    bit<16> hardware;
    bit<16> network;
    bit<8> hardware_length;
    bit<8> network_length;
    bit<16> operation;
    mac_t sender_mac;
    ip4_t sender_ip;
    mac_t target_mac;
    ip4_t target_ip;
}

header ipv4_h {
    bit<4> version;
    bit<4> header_words;
    bit<8> traffic_class;
    bit<16> total_length;
    bit<16> identification;
    bit<1> reserved;
    bit<1> dont_fragment;
    bit<1> more_fragments;
    bit<13> fragment_offset;
    bit<8> ttl;
    bit<8> protocol;
    bit<16> checksum;
    ip4_t src;
    ip4_t dst;
}

header icmp_h {
    bit<8> type;
    bit<8> code;
    bit<16> checksum;
}

header tcp_h {
    bit<16> src_port;
    bit<16> dst_port;
    bit<32> sequence;
    bit<32> acknowledgement;
    bit<4> data_offset;
    bit<4> reserved;
    bit<1> cwr;
    bit<1> ece;
    bit<1> urg;
    bit<1> ack;
    bit<1> psh;
    bit<1> rst;
    bit<1> syn;
    bit<1> fin;
    bit<16> window;
    bit<16> checksum;
    bit<16> urgent;
}

header udp_h {
    bit<16> src_port;
    bit<16> dst_port;
    bit<16> length;
    bit<16> checksum;
}

// Head of every in-band packet.
header inband_h {
    bit<16> magic;
    bit<4> version;
    bit<4> type;
    bit<8> flags;
    bit<16> node_index;
    bit<16> boot_epoch;
    bit<32> sequence;
    bit<32> token;
}

header slack_report_h {
    bit<16> slack_millicores;
    bit<16> queue_depth;
    bit<32> warm_functions;
    bit<16> psi_cpu_permille;
    bit<16> nf_headroom_permille;
    bit<32> sent_at_us;
}

header handover_h {
    bit<16> function_slot;
    bit<16> new_owner;
    bit<16> steering_epoch;
}

// Question and answer have the same shape.
header probe_h {
    bit<16> function_slot;
    bit<16> owner_node;
    bit<16> owner_epoch;
    bit<16> boot_epoch;
    bit<32> now_tick;
    bit<32> slack_tick;
    bit<32> slack_score;
    bit<32> warm_functions;
    bit<32> last_sequence;
    bit<32> reserved_millicores;
    bit<32> threshold;
}

// RFC 7348.
header vxlan_h {
    bit<8> flags;
    bit<24> reserved;
    bit<24> vni;
    bit<8> reserved_too;
}

// On TNA, in front of a flooded packet on its way from ingress to egress.
header flooded_h {
    bit<16> ingress_port;
}

struct headers_t {
#ifdef SLACKLINE_TNA
    flooded_h flooded;
#endif
    packet_in_h packet_in;
    packet_out_h packet_out;

    // What deliver_remote puts around a packet.
    ethernet_h outer_ethernet;
    ipv4_h outer_ipv4;
    udp_h outer_udp;
    vxlan_h outer_vxlan;

    ethernet_h ethernet;
    arp_h arp;
    ipv4_h ipv4;
    icmp_h icmp;
    tcp_h tcp;
    udp_h udp;

    // What a packet that arrives in a tunnel carries; taken out where the tunnel ends here.
    vxlan_h vxlan;
    ethernet_h inner_ethernet;
    ipv4_h inner_ipv4;
    tcp_h inner_tcp;
    udp_h inner_udp;

    inband_h inband;
    slack_report_h slack_report;
    handover_h handover;
    probe_h probe;
}

#endif
