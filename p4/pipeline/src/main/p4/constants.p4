// Sizes and numbers that the control plane shares; class Limits holds the same.

#ifndef SLACKLINE_CONSTANTS
#define SLACKLINE_CONSTANTS

const bit<16> CPU_PORT = 255;
const bit<16> FLOOD_GROUP = 1;

// Nodes have the indexes 1 to NODES; arrays by node have a cell 0 as well, because 0 means "no node".
#ifndef NODES
#define NODES 4096
#define NODE_CELLS 4097
#endif
#define FUNCTIONS 1024
#define SERVICES 4096
#ifndef CANDIDATES
#define CANDIDATES 131072
#endif
#ifndef OFFLOAD_CANDIDATES
#define OFFLOAD_CANDIDATES 16384
#endif
#ifndef STEERED_PAIRS
#define STEERED_PAIRS 65536
#endif
#define STATIONS 16384
#ifndef ROUTES
#define ROUTES 16384
#endif
#define TUNNELS 1024
#define HANDOVERS 1024
#define LOCAL_ADDRESSES 8192
#ifndef FLOW_CELLS
#define FLOW_CELLS 65536
#endif
#define PORTS 512
#define CAUSES 64

const bit<16> INBAND_UDP_PORT = 9560;
const bit<16> INBAND_MAGIC = 0x534C;
const bit<4> INBAND_VERSION = 1;
const bit<4> INBAND_SLACK_REPORT = 1;
const bit<4> INBAND_HANDOVER = 2;
const bit<4> INBAND_PROBE = 3;
// UDP header, common head, body.
const bit<16> SLACK_REPORT_UDP_LENGTH = 8 + 16 + 16;
const bit<16> HANDOVER_UDP_LENGTH = 8 + 16 + 6;

// RFC 7348.
const bit<16> VXLAN_UDP_PORT = 4789;
const bit<8> VXLAN_HAS_VNI = 0x08;
// What encapsulation adds to the IPv4 packet: outer IPv4 20, UDP 8, VXLAN 8, inner Ethernet 14.
const bit<16> VXLAN_OVERHEAD = 20 + 8 + 8 + 14;

// Two seconds of affinity ticks: what a flow's cell still lives after FIN or RST.
const bit<32> CLOSING_TICKS = 16;
// Added to the affinity clock so that a cell that was never written is older than any idle time (16 bits).
const bit<32> AFFINITY_CLOCK_START = 0x10000;

// Board of good nodes of a function: 2^4 cells. The threshold of what is good moves by these milli-cores with each request, up when the
// better of its two candidates is good, down when it is not. It comes to rest where the share of good ones is DOWN / (UP + DOWN) =
// 0.42, which is where some 24 % of the nodes are good: 1 - (1 - 0.24)^2 = 0.42.
#define BOARD_CELLS 16384
const bit<32> BOARD_CELL_MASK = 15;
const bit<32> THRESHOLD_UP = 7;
const bit<32> THRESHOLD_DOWN = 5;

#endif
