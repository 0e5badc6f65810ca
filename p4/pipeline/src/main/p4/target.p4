// What differs by target: the state and its cells, flow hashes, and a few words. The dress that is being compiled chooses.

#ifndef SLACKLINE_TARGET
#define SLACKLINE_TARGET

#ifdef SLACKLINE_TNA
#include "tna/words.p4"
#include "tna/cells.p4"
#include "tna/flows.p4"
#else
#include "v1model/words.p4"
#include "v1model/cells.p4"
#include "v1model/flows.p4"
#endif

#endif
