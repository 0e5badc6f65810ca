package io.slackline.p4switch.engine;

/** Why a packet, or a copy of one, came to its end in the switch. */
public enum DropCause {
    /** The program marked it in ingress. */
    INGRESS_DROP,
    /** The program marked it in egress. */
    EGRESS_DROP,
    /** Multicast group that does not exist or is empty. */
    MULTICAST_GROUP_EMPTY,
    /** Clone session that does not exist or is empty. */
    CLONE_SESSION_EMPTY,
    /** Clones of clones, or recirculations, deeper than the switch follows. */
    NESTED_TOO_DEEP,
    /** An {@code assert} or {@code assume} of the program did not hold. */
    ASSERTION_FAILED,
    /** Longer than an engine takes or emits. */
    TOO_LONG,
    /** The parser visited more states than a packet has bits. */
    PARSER_LOOP,
    /** Sent to a port that the switch does not have. */
    NO_SUCH_PORT,
    /** The host's interface did not take it: queue full or link down. */
    PORT_REFUSED,
    /** The host had merged several segments into one frame (GSO/GRO is on at the peer). */
    OFFLOADED_SEGMENTS,
    /** Received longer than the receive buffer. */
    RECEIVED_TRUNCATED,
    /** The host's receive buffer was full. */
    RECEIVE_OVERRUN,
    /** Arrived while no program was committed. */
    NO_PROGRAM,
    /** An engine failed; the log says how. */
    ENGINE_FAULT
}
