package io.slackline.testbed.measure;

/** From inclusive to exclusive, in nanoseconds of {@link System#nanoTime}. */
public record Span(long fromNanos, long toNanos) {

    public boolean contains(long nanos) {
        return nanos - fromNanos >= 0 && nanos - toNanos < 0;
    }

    /** Whether any part of the time from {@code from} to {@code to} lies in it. */
    public boolean overlaps(long from, long to) {
        return to - fromNanos >= 0 && from - toNanos < 0;
    }

    public double seconds() {
        return (toNanos - fromNanos) / 1e9;
    }
}
