// What becomes of a packet: index of cause_counter, field of packet_in. Enum Cause in Java holds the same names and numbers.
// A packet has one outcome, and may have one detail that says more.

#ifndef SLACKLINE_CAUSES
#define SLACKLINE_CAUSES

typedef bit<8> cause_t;

const cause_t REPORT_ACCEPTED = 0;
const cause_t REPORT_FORGED = 1;
const cause_t REPORT_REPLAYED = 2;
const cause_t REPORT_PUNTED = 3;
const cause_t PUNT_METERED = 4;
const cause_t MALFORMED = 5;
const cause_t SERVICE_STEERED = 6;
const cause_t NO_NODE = 7;
const cause_t AFFINITY_HIT = 8;
const cause_t AFFINITY_CLAIMED = 9;
const cause_t AFFINITY_FULL = 10;
const cause_t BOTH_STALE = 11;
const cause_t ARP_ANSWERED = 12;
const cause_t L2_FLOODED = 13;
const cause_t PACKET_OUT = 14;
const cause_t ICMP_ANSWERED = 15;
const cause_t NOT_STEERABLE = 16;
const cause_t L2_FORWARDED = 17;
const cause_t L2_DROPPED = 18;
const cause_t OFFLOADED = 19;
const cause_t UNDER_MIN_SLACK = 20;
const cause_t HANDED_OVER = 21;
const cause_t HANDOVER_ACCEPTED = 22;
const cause_t HANDOVER_FORGED = 23;
const cause_t HANDOVER_REPLAYED = 24;
const cause_t PROBE_ANSWERED = 25;
const cause_t ROUTED = 26;
const cause_t TTL_EXPIRED = 27;
const cause_t NO_ROUTE = 28;
const cause_t FRAGMENT = 29;

// The detail of a packet that has none; never counted.
#define NO_DETAIL 255

#endif
