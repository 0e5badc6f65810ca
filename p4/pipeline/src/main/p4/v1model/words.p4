// What v1model has another word for than TNA.

#ifndef SLACKLINE_WORDS
#define SLACKLINE_WORDS

// All that the pipeline can do fits here.
#define WITH_WARMTH
#define WITH_BOARD
#define WITH_RESERVATION

#define TO_CPU_PORT CPU_PORT

#define DIRECT_COUNTER(NAME) direct_counter(CounterType.packets_and_bytes) NAME;

// TCP without payload.
#define IS_BARE_ACK(hdr) (hdr.ipv4.total_length == 20 + ((bit<16>) hdr.tcp.data_offset << 2))

// What a found affinity cell holds is a node, unless the pick that claimed it found none.
#define NODE_IS_KNOWN(node) (node == 0 ? 1w0 : 1w1)

#endif
