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
    /** An action's loop went round more often than the switch lets it: its end depends on the packet. */
    ACTION_LOOP,
    /** Sent to a port that the switch does not have. */
    NO_SUCH_PORT,
    /** Longer than the MTU of the interface behind the port. */
    TOO_LONG_FOR_PORT,
    /** The interface behind the port was full: its queue, or the receiving end of its link. */
    PORT_QUEUE_FULL,
    /** The interface behind the port is down or gone. */
    PORT_DOWN,
    /** The interface behind the port did not take it for another reason. */
    PORT_REFUSED,
    /** The host had merged several segments into one frame (GSO/GRO is on at the peer). */
    OFFLOADED_SEGMENTS,
    /** Received longer than an engine takes. */
    RECEIVED_TRUNCATED,
    /** The receive ring was full: packets came faster than the switch took them. */
    RECEIVE_OVERRUN,
    /** Lost at a port on purpose: an impairment that somebody has set. */
    IMPAIRED,
    /** Arrived while no program was committed. */
    NO_PROGRAM,
    /** An engine failed; the log says how. */
    ENGINE_FAULT
}
