// Flows stay with their node. Two ways of cells; a flow is looked for in both and takes a free one. A cell is split over two
// arrays so that each is touched once: {fingerprint 32, last seen 32} is judged and claimed before the node is picked, the node is
// read or written after.

#ifndef SLACKLINE_AFFINITY
#define SLACKLINE_AFFINITY

#include "constants.p4"
#include "headers.p4"
#include "metadata.p4"

#endif
