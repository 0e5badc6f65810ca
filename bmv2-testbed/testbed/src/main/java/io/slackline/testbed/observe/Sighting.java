package io.slackline.testbed.observe;

/** Something that the witness saw on a port of the switch. Times are nanoseconds since the Unix epoch, by the kernel. */
public sealed interface Sighting {
    long atNanos();

    int port();

    /** An in-band report that a node sent. */
    record Report(long atNanos, int port, int nodeIndex, int slackMillicores, Drain drain) implements Sighting {
        /** What the switch compares: nothing is steered to a draining node. */
        public int score() {
            return drain == Drain.DRAINING ? 0 : slackMillicores;
        }
    }

    /** Whether a report carried the DRAINING flag. */
    enum Drain {
        SERVING,
        DRAINING
    }

    /**
     * A packet that the switch must pick a node for: a TCP SYN or a UDP datagram to a service address.
     *
     * @param direction into the switch, from a client, or out of it, to a node
     * @param flow tells packets apart, the same on both sides of the switch
     */
    record NewRequest(long atNanos, int port, Direction direction, int serviceIp, int protocol, long flow)
            implements Sighting {}

    /** As the switch sees it. */
    enum Direction {
        INTO_SWITCH,
        OUT_OF_SWITCH
    }
}
