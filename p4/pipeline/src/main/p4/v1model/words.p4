// What v1model has another word for than TNA.

#ifndef SLACKLINE_WORDS
#define SLACKLINE_WORDS

// All that the pipeline can do fits here.
#define WITH_WARMTH
#define WITH_BOARD
#define WITH_RESERVATION

#define TO_CPU_PORT CPU_PORT

// Is this the index of a node, or 0?
#define HAS_CELLS(node) ((node) < NODE_CELLS)

#define DIRECT_COUNTER(NAME) direct_counter(CounterType.packets_and_bytes) NAME;

// Nothing is picked where the flow's cells have answered.
#define OWNER_MATTERS(meta) (true)

// Whether flows are summed up before it is known which of them are steered, and with affinity.
#define SUMS_EARLY false

// Around the condition of a touch that nobody needs when it does not hold, and that does no harm.
#define ONLY_IF(condition) (condition)

// A flow without memory must find the same node with every packet, a flow that is shared out with every SYN: by its hash. For others
// the turn is better: it visits all candidates alike.
#define TAKES_TURNS(meta) (!IS_STATELESS(meta) && (meta.mode == MODE_SLACK || meta.affinity == 0))

#endif
