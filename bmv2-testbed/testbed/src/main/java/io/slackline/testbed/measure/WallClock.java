package io.slackline.testbed.measure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Joins the two clocks of a machine: processes tell the time of day, the load generator counts nanoseconds. */
public record WallClock(long offsetNanos) {

    /** Reads both clocks, as near to each other as they can be read. */
    public static WallClock now() {
        long before = System.nanoTime();
        Instant now = Instant.now();
        long after = System.nanoTime();
        long epochNanos = ChronoUnit.NANOS.between(Instant.EPOCH, now);
        return new WallClock(epochNanos - (before + (after - before) / 2));
    }

    public long nanoTimeOfEpochMicros(long epochMicros) {
        return epochMicros * 1000 - offsetNanos;
    }

    public long nanoTimeOfEpochNanos(long epochNanos) {
        return epochNanos - offsetNanos;
    }
}
