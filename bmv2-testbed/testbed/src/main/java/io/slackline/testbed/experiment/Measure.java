package io.slackline.testbed.experiment;

import java.util.Locale;

/** Figures that an experiment can ask for besides requests and latencies; the runner yields them under the names that docs/experiments.md lists. */
public enum Measure {
    /** How long no answer came, in the windows. */
    GAP("longest_gap"),
    /** Migrations: how many were done, how long they took, how soon the switch had flipped. */
    MIGRATIONS("migrations"),
    /** How soon the switch follows a report that drops one node below another, as seen on the wire. */
    REACTION("reaction"),
    /** How soon no request goes to the nodes that an event has loaded, as seen on the wire. */
    FOLLOWING("following"),
    /** What a node that was killed still gets, as seen on the wire. */
    DEAD_NODE("dead_node"),
    /** Answers per second, and per request sent. */
    THROUGHPUT("throughput"),
    /** Which part of the requests each node answered: over time, and in each window. */
    SHARES("share");

    private final String word;

    /** @param word that its figures' names begin with */
    Measure(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** As files of experiments call it. */
    public String inFiles() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a figure of that name is one of its own. */
    boolean yields(String metric) {
        return metric.equals(word) || metric.startsWith(word + ".");
    }

    /** Whether it is taken from the packets on the switch's ports. */
    public boolean needsTheWire() {
        return switch (this) {
            case REACTION, FOLLOWING, DEAD_NODE -> true;
            case GAP, MIGRATIONS, THROUGHPUT, SHARES -> false;
        };
    }
}
