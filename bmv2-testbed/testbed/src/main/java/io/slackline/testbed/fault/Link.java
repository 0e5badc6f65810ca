package io.slackline.testbed.fault;

import io.slackline.testbed.netns.Namespace;
import java.util.List;

/**
 * A link of one host.
 *
 * @param near the host's end
 * @param far the other end: the switch's port, or the management network's
 */
public record Link(End near, End far) {

    /** The ends that send the packets of a direction. */
    List<End> senders(Direction direction) {
        return switch (direction) {
            case BOTH -> List.of(near, far);
            case FROM_HOST -> List.of(near);
            case TO_HOST -> List.of(far);
        };
    }

    /** An interface, which sends what travels away from it. */
    public record End(Namespace namespace, String interfaceName) {}

    /** The networks of a testbed. */
    public enum Network {
        /** Requests, answers and slack reports, through the switch. */
        DATA,
        /** The controller's talk with agents and switch, and the agents' among themselves. */
        MANAGEMENT
    }

    /** Which packets of a link, seen from its host. */
    public enum Direction {
        BOTH,
        FROM_HOST,
        TO_HOST
    }
}
