package io.slackline.pipeline;

import java.util.Optional;

/**
 * What became of a packet, or how its node was found: the index into {@code cause_counter} and the {@code cause} of a
 * packet-in. The numbers are those of {@code src/main/p4/causes.p4}; a test holds them equal. Every packet counts once as an
 * {@linkplain Role#OUTCOME outcome}, and at most once as a {@linkplain Role#DETAIL detail}.
 */
public enum Cause {
    REPORT_ACCEPTED(0, Role.OUTCOME),
    /** The report's port, node index and token are no binding; the same packet's outcome is punted or metered. */
    REPORT_FORGED(1, Role.DETAIL),
    /** The sequence did not advance. */
    REPORT_REPLAYED(2, Role.OUTCOME),
    REPORT_PUNTED(3, Role.OUTCOME),
    /** Above the port's punt meter: dropped. */
    PUNT_METERED(4, Role.OUTCOME),
    /** No Ethernet header, or no in-band packet where one must be. */
    MALFORMED(5, Role.OUTCOME),
    SERVICE_STEERED(6, Role.OUTCOME),
    /** The chosen node has no entry, or the candidate group has none: dropped. */
    NO_NODE(7, Role.OUTCOME),
    /** The flow's own live cell named the node. */
    AFFINITY_HIT(8, Role.DETAIL),
    /** The node was chosen now and a cell remembers it. */
    AFFINITY_CLAIMED(9, Role.DETAIL),
    /** Other live flows hold both ways: steered without memory. */
    AFFINITY_FULL(10, Role.DETAIL),
    /** No node that was looked at was fit (all stale or draining) where slack had to decide: the first one took it. */
    BOTH_STALE(11, Role.DETAIL),
    ARP_ANSWERED(12, Role.OUTCOME),
    L2_FLOODED(13, Role.OUTCOME),
    PACKET_OUT(14, Role.OUTCOME),
    ICMP_ANSWERED(15, Role.OUTCOME),
    /** To an address of the switch, but no service: unknown port, IP options, other protocol. Dropped. */
    NOT_STEERABLE(16, Role.OUTCOME),
    L2_FORWARDED(17, Role.OUTCOME),
    /** Its destination is behind its own port, or a black hole, or it is for the router and no IPv4. */
    L2_DROPPED(18, Role.OUTCOME),
    /** No candidate had the slack that is asked for, but one of the offload group had. */
    OFFLOADED(19, Role.DETAIL),
    /** Nobody had the slack that is asked for: the best that was looked at took it. */
    UNDER_MIN_SLACK(20, Role.DETAIL),
    /** The function was handed over to the node by the one before, and its service entry does not know yet. */
    HANDED_OVER(21, Role.DETAIL),
    /** From now on the function's requests go to the new owner; given to the controller. */
    HANDOVER_ACCEPTED(22, Role.OUTCOME),
    /** Function, epoch, port, token and new owner are not armed. Dropped. */
    HANDOVER_FORGED(23, Role.OUTCOME),
    /** The new owner is the owner already. Dropped. */
    HANDOVER_REPLAYED(24, Role.OUTCOME),
    PROBE_ANSWERED(25, Role.OUTCOME),
    ROUTED(26, Role.OUTCOME),
    /** For the router, at the end of its hops. Dropped. */
    TTL_EXPIRED(27, Role.OUTCOME),
    /** For the router, which has no route. Dropped. */
    NO_ROUTE(28, Role.OUTCOME),
    /** A fragment to an address of the switch, which cannot be steered rightly. Dropped. */
    FRAGMENT(29, Role.OUTCOME);

    /** Outcomes exclude each other; a detail says more about an outcome. */
    public enum Role {
        OUTCOME,
        DETAIL
    }

    private final int number;
    private final Role role;

    Cause(int number, Role role) {
        this.number = number;
        this.role = role;
    }

    public int number() {
        return number;
    }

    public Role role() {
        return role;
    }

    public static Optional<Cause> of(long number) {
        for (Cause cause : values()) {
            if (cause.number == number) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
