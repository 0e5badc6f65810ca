// What is smaller on Tofino: tables, so that what is looked up for one packet side by side fits into one stage; and arrays.

#ifndef SLACKLINE_SIZES
#define SLACKLINE_SIZES

#define CANDIDATES 32768
#define OFFLOAD_CANDIDATES 8192
#define STEERED_PAIRS 16384
#define ROUTES 4096

// Arrays by node are as long as 12 bits of index reach.
#define NODES 4095
#define NODE_CELLS 4096

// The backend finds no room for more on Tofino 2.
#if __TARGET_TOFINO__ == 2
#define FLOW_CELLS 32768
typedef bit<15> flow_index_t;
#else
#define FLOW_CELLS 65536
typedef bit<16> flow_index_t;
#endif

#endif
