// What the stages tell each other about one packet. All of it is 0 at the start.

#ifndef SLACKLINE_METADATA
#define SLACKLINE_METADATA

#include "causes.p4"
#include "headers.p4"

// Where a packet goes; the target's own metadata is set from it at the end of ingress.
typedef bit<2> verdict_t;
const verdict_t VERDICT_DROP = 0;
// Out of meta.out_port.
const verdict_t VERDICT_SEND = 1;
// To all ports of the flood group but its own.
const verdict_t VERDICT_FLOOD = 2;

// How a service picks nodes.
typedef bit<2> steering_mode_t;
const steering_mode_t MODE_NONE = 0;
const steering_mode_t MODE_PINNED = 1;
const steering_mode_t MODE_SLACK = 2;
const steering_mode_t MODE_SHARE = 3;

// What a packet means to its flow's affinity.
typedef bit<2> flow_kind_t;
const flow_kind_t FLOW_ORDINARY = 0;
// TCP SYN without ACK: picks anew.
const flow_kind_t FLOW_OPENING = 1;
// TCP FIN or RST: the cell lives a little longer, then goes.
const flow_kind_t FLOW_CLOSING = 2;
// TCP without payload: says nothing new, so that the last ACK after FIN does not prolong a cell again.
const flow_kind_t FLOW_BARE_ACK = 3;

// What a way of the affinity table answered, to be asked by mask; 0 when it was not asked. The bits are those that a register action of
// TNA gives: one for each outcome of its two comparisons, "fingerprints are equal" and "silent too long".
typedef bit<4> cell_state_t;
// Another live flow has it.
const cell_state_t CELL_HELD = 0b0001;
// It is this flow's.
const cell_state_t CELL_FOUND = 0b1010;
// It was free and is this flow's from now on.
const cell_state_t CELL_CLAIMED = 0b0100;

// A flow that is not opening is in one of the cells.
#define IS_FOUND(meta) (meta.flow_kind != FLOW_OPENING && ((meta.cell_1 & CELL_FOUND) != 0 || (meta.cell_2 & CELL_FOUND) != 0))

// Both ways are held by others: steered without memory.
#define IS_STATELESS(meta) ((meta.cell_1 & CELL_HELD) != 0 && (meta.cell_2 & CELL_HELD) != 0)

// A node that could take a packet. Node 0 is no node; score 0 is unfit, else slack in milli-cores + 1. Room is what the slack is above
// min_slack, negative (bit 31) below.
struct candidate_t {
    bit<16> node;
    bit<32> score;
    bit<32> room;
    bit<1> warm;
}

#ifdef SLACKLINE_TNA
@pa_auto_init_metadata
#endif
struct metadata_t {
    bit<16> ingress_port;
    verdict_t verdict;
    bit<16> out_port;
    cause_t cause;
    cause_t detail;
    // The sender is not known on this port.
    bit<1> learn;
    mac_t learned_mac;

    // Set by the parser: L4 ports are known; datagram to the in-band port.
    bit<1> has_l4;
    bit<1> to_inband_port;
    bit<16> l4_src_port;
    bit<16> l4_dst_port;
    // The same of what a tunnel carries.
    bit<1> inner_has_l4;
    bit<1> inner_is_connection;
    bit<1> inner_to_inband_port;
    bit<16> inner_l4_src_port;
    bit<16> inner_l4_dst_port;

    // ARP target or IPv4 destination, and who answers for it.
    ip4_t wanted_ip;
    bit<1> is_local;
    mac_t local_mac;
    // The Ethernet destination is this switch's own.
    bit<1> to_route;

    // A report names a node and an epoch that there can be.
    bit<1> is_sound;
    // The sender of a report is bound to its port; the node that an armed handover goes to.
    bit<1> is_bound;
    bit<16> new_owner;

    // What the slack cells are given, which is two words and no more: the packet's own tick of about a millisecond, and for a request the
    // tick of the oldest report that counts, for a report its score.
    bit<32> slack_now;
    bit<32> slack_word;
    // A report's boot epoch, as the cell that remembers it wants it.
    bit<32> boot_word;

    // From the service's entry.
    steering_mode_t mode;
    bit<16> function_slot;
    bit<16> steering_epoch;
    bit<16> pinned_node;
    bit<16> group;
    bit<16> offload_group;
    bit<8> affinity;
    bit<16> idle_ticks;
    bit<32> stale_ticks;
    bit<32> min_slack;
    bit<32> least_score;
    bit<32> cost;
    bit<32> warm_mask;
    bit<32> far_mask;
    bit<8> board;

    // Pick. The owner is whom the function was handed over to.
    bit<16> owner;
    bit<8> candidate_index;
    candidate_t first;
    candidate_t second;
    candidate_t third;
    candidate_t away;
    candidate_t chosen;
    candidate_t other;
    // What the one of two that are compared is ahead of the other, negative (bit 31) behind; and the far part of its lead, and of the other's.
    bit<32> lead;
    bit<32> far_ahead;
    bit<32> far_behind;
    bit<16> node;

    // Affinity; ticks of about 131 ms.
    flow_kind_t flow_kind;
    bit<1> is_connection;
    // One of the ways names the node.
    bit<1> is_known;
    bit<32> fingerprint;
    bit<16> way_1;
    bit<16> way_2;
    bit<32> flow_now;
    bit<32> flow_stamp;
    bit<32> flow_oldest;
    cell_state_t cell_1;
    cell_state_t cell_2;
}

#endif
