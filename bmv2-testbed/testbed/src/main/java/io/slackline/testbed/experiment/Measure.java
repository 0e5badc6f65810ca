package io.slackline.testbed.experiment;

/** Figures that an experiment can ask for besides requests and latencies; the runner yields them under the names that docs/experiments.md lists. */
public enum Measure {
    /** How long no answer came, in the windows. */
    GAP,
    /** Migrations: how many were done, how long they took, how soon the switch had flipped. */
    MIGRATIONS,
    /** How soon the switch follows a report that drops one node below another, as seen on the wire. */
    REACTION,
    /** How soon no request goes to the nodes that an event has loaded, as seen on the wire. */
    FOLLOWING,
    /** What a node that was killed still gets, as seen on the wire. */
    DEAD_NODE,
    /** Answers per second, and per request sent. */
    THROUGHPUT,
    /** Which part of the requests each node answered: over time, and in each window. */
    SHARES;

    /** Whether it is taken from the packets on the switch's ports. */
    public boolean needsTheWire() {
        return switch (this) {
            case REACTION, FOLLOWING, DEAD_NODE -> true;
            case GAP, MIGRATIONS, THROUGHPUT, SHARES -> false;
        };
    }
}
