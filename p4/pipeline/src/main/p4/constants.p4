// Sizes and numbers that the control plane shares; class Limits holds the same.

#ifndef SLACKLINE_CONSTANTS
#define SLACKLINE_CONSTANTS

const bit<9> CPU_PORT = 255;
const bit<16> FLOOD_GROUP = 1;

#define NODES 4096
#define SERVICES 4096
#define CANDIDATES 131072
#define STEERED_PAIRS 65536
#define STATIONS 16384
#define FLOW_CELLS 65536
#define PORTS 512
#define CAUSES 32

const bit<16> INBAND_UDP_PORT = 9560;
const bit<16> INBAND_MAGIC = 0x534C;
const bit<4> INBAND_VERSION = 1;
const bit<4> INBAND_SLACK_REPORT = 1;
// UDP header, common head, body.
const bit<16> SLACK_REPORT_UDP_LENGTH = 8 + 16 + 16;

// Two seconds of affinity ticks: what a flow's cell still lives after FIN or RST.
const bit<32> CLOSING_TICKS = 16;
// Added to the affinity clock so that a cell that was never written is older than any idle time (16 bits).
const bit<32> AFFINITY_CLOCK_START = 0x10000;

#endif
