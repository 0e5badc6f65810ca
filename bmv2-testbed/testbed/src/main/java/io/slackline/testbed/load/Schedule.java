package io.slackline.testbed.load;

import io.slackline.testbed.load.LoadPlan.Arrivals;
import java.util.random.RandomGenerator;

/** The intended times of one flow, each known before any answer of the one before. */
final class Schedule {
    private final Arrivals arrivals;
    private final double meanGapNanos;
    private final RandomGenerator random;
    private final long start;
    private double offset;

    /** The first request of a constant schedule is {@code phase} of a gap (0..1) after the start, so that flows interleave. */
    Schedule(Arrivals arrivals, double rate, double phase, long startNanos, RandomGenerator random) {
        this.arrivals = arrivals;
        this.meanGapNanos = 1e9 / rate;
        this.random = random;
        this.start = startNanos;
        this.offset = meanGapNanos * phase;
    }

    long nextNanos() {
        return start + (long) offset;
    }

    void advance() {
        offset += switch (arrivals) {
            case CONSTANT -> meanGapNanos;
            case POISSON -> random.nextExponential() * meanGapNanos;
        };
    }
}
