package io.slackline.testbed.experiment;

/** Figures that an experiment can ask for besides requests and latencies; the runner yields them under the names that docs/experiments.md lists. */
public enum Measure {
    /** How long no answer came, in the windows. */
    GAP,
    /** Migrations: how many were done, how long they took, how soon the switch had flipped. */
    MIGRATIONS,
    /** How soon the switch follows a report that drops one node below another, as seen on the wire. */
    REACTION,
    /** Which part of the requests each node answered, over time. */
    SHARES;

    /** Whether it is taken from the packets on the switch's ports. */
    public boolean needsTheWire() {
        return switch (this) {
            case REACTION -> true;
            case GAP, MIGRATIONS, SHARES -> false;
        };
    }
}
