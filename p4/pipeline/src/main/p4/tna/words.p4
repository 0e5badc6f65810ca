// What TNA has another word for than v1model, and what of the pipeline a chip has stages for.

#ifndef SLACKLINE_WORDS
#define SLACKLINE_WORDS

// The board of good nodes is not on Tofino 1, warmth and reservations are on neither chip (docs/decisions/0011). Their parameters are taken
// and without effect there.
#if __TARGET_TOFINO__ == 2
#define WITH_BOARD
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

// Is this the index of a node, or 0? The cells are as many as 12 bits of index reach.
#define HAS_CELLS(node) ((node)[15:12] == 0)

#define DIRECT_COUNTER(NAME) DirectCounter<bit<64>>(CounterType_t.PACKETS_AND_BYTES) NAME;

// The owner is asked once the cells have answered, not before: both touches of a register are in one stage, and a handover's is late.
#define OWNER_MATTERS(meta) (!IS_FOUND(meta))

// Whether flows are summed up before it is known which of them are steered, and with affinity.
#define SUMS_EARLY true

// Around the condition of a touch that nobody needs when it does not hold, and that does no harm. To touch costs nothing here, while to
// wait for the condition takes a stage.
#define ONLY_IF(condition) true

// Where there is affinity the hash of a new flow stands in for the turn: whether the flow is new is known two stages later.
#define TAKES_TURNS(meta) (meta.affinity == 0)

#endif
