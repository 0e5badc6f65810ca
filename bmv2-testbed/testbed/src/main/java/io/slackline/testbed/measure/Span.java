package io.slackline.testbed.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From inclusive to exclusive, in nanoseconds of {@link System#nanoTime}. */
public record Span(long fromNanos, long toNanos) {

    public boolean contains(long nanos) {
        return nanos - fromNanos >= 0 && nanos - toNanos < 0;
    }

    /** Whether any part of the time from {@code from} to {@code to} lies in it. */
    public boolean overlaps(long from, long to) {
        return to - fromNanos >= 0 && from - toNanos < 0;
    }

    /** What is left of it when the others are taken out, by time. */
    public List<Span> without(List<Span> others) {
        List<Span> left = new ArrayList<>();
        long from = fromNanos;
        List<Span> taken = others.stream()
                .filter(other -> overlaps(other.fromNanos(), other.toNanos()))
                .sorted(Comparator.comparingLong(Span::fromNanos))
                .toList();
        for (Span other : taken) {
            if (other.fromNanos() - from > 0) {
                left.add(new Span(from, other.fromNanos()));
            }
            from = Math.max(from, other.toNanos());
        }
        if (toNanos - from > 0) {
            left.add(new Span(from, toNanos));
        }
        return left;
    }

    public double seconds() {
        return (toNanos - fromNanos) / 1e9;
    }
}
