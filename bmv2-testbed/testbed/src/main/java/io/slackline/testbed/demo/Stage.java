package io.slackline.testbed.demo;

/**
 * The acts of the demo, in order.
 *
 * <p>The share is that of the measured time; a migration that takes longer prolongs its act.
 */
public enum Stage {
    STEADY("steady load", 0.2),
    MIGRATION("migration by the command line", 0.2),
    SQUEEZE("network functions squeeze a node", 0.25),
    DRAIN("drain of a node", 0.2),
    AFTER("steady load again", 0.15);

    private final String label;
    private final double share;

    Stage(String label, double share) {
        this.label = label;
        this.share = share;
    }

    public String label() {
        return label;
    }

    double share() {
        return share;
    }
}
