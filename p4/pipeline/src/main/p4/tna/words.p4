// What TNA has another word for than v1model, and what of the pipeline a chip has stages for.

#ifndef SLACKLINE_WORDS
#define SLACKLINE_WORDS

// Tofino 2 has 20 stages, Tofino 1 has 12: warmth, the board of good nodes and reservations are not on Tofino 1
// (docs/decisions/0011). Their parameters are taken and without effect there.
#if __TARGET_TOFINO__ == 2
#define WITH_WARMTH
#define WITH_BOARD
#define WITH_RESERVATION
#endif

// The port to the switch's own CPU over PCIe: 192 on Tofino 1 with two pipes (320 with four), 0 on Tofino 2. The P4Runtime packet header
// names it 255 on every target.
#ifndef SLACKLINE_CPU_DEVICE_PORT
#if __TARGET_TOFINO__ == 2
#define SLACKLINE_CPU_DEVICE_PORT 0
#else
#define SLACKLINE_CPU_DEVICE_PORT 192
#endif
#endif
#define TO_CPU_PORT SLACKLINE_CPU_DEVICE_PORT

#define DIRECT_COUNTER(NAME) DirectCounter<bit<64>>(CounterType_t.PACKETS_AND_BYTES) NAME;

// TCP without payload and without options, or with the timestamps that all current systems send.
#define IS_BARE_ACK(hdr) ((hdr.ipv4.total_length == 40 && hdr.tcp.data_offset == 5) || (hdr.ipv4.total_length == 52 && hdr.tcp.data_offset == 8))

// A found affinity cell is taken at its word: a register is touched once, so that the pick could not be remembered after all.
#define NODE_IS_KNOWN(node) 1w1

#endif
