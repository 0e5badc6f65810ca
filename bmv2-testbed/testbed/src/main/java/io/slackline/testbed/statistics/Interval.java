package io.slackline.testbed.statistics;

/** From {@code low} to {@code high}, both included. */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("an interval from %s to %s".formatted(low, high));
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
