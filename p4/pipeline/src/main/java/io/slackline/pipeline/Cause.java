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
    /** Neither candidate was fit (stale or draining) where slack had to decide: the first one took it. */
    BOTH_STALE(11, Role.DETAIL),
    ARP_ANSWERED(12, Role.OUTCOME),
    L2_FLOODED(13, Role.OUTCOME),
    PACKET_OUT(14, Role.OUTCOME),
    ICMP_ANSWERED(15, Role.OUTCOME),
    /** To an address of the switch, but no service: unknown port, fragment, IP options, other protocol. Dropped. */
    NOT_STEERABLE(16, Role.OUTCOME),
    L2_FORWARDED(17, Role.OUTCOME),
    /** Its destination is behind its own port, or a black hole. */
    L2_DROPPED(18, Role.OUTCOME);

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
