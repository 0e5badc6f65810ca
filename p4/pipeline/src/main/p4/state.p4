// The state that the data plane itself writes. Under the discipline of TNA: a packet touches each array once, at one index, and
// what it does there could be one register action (at most two comparisons; cells of 32 bits or pairs of two).

#ifndef SLACKLINE_STATE
#define SLACKLINE_STATE

#include "constants.p4"

// By node index. {token 32, boot epoch 32} of the node's last accepted report: the controller's new token forgets what was before.
register<bit<64>>(NODES) boot_epoch;
register<bit<32>>(NODES) last_sequence;

// By node index: {tick of arrival 32, score 32}. Score 0 is unfit (never heard, draining), else slack in milli-cores + 1, so that
// a living node without slack still wins over a dead one. Two copies, because two candidates are read for one packet. With 32 bits
// the tick comes round after 51 days: a dead node's cell does not look fresh again before.
register<bit<64>>(NODES) slack_a;
register<bit<64>>(NODES) slack_b;
register<bit<32>>(NODES) warm_functions;

// By cause.
counter(CAUSES, CounterType.packets) cause_counter;

// By port of arrival.
meter(PORTS, MeterType.packets) punt_meter;

#endif
