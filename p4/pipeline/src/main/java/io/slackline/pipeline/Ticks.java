package io.slackline.pipeline;

import java.time.Duration;

/** From durations to the pipeline's clocks, which are the switch's microseconds shifted right. */
public final class Ticks {

    private static final int SLACK_SHIFT = 10;
    private static final int AFFINITY_SHIFT = 17;

    private Ticks() {}

    /** Ticks of 1,024 us for the staleness limit, rounded up, 1..65535. */
    public static int staleness(Duration duration) {
        return ticks("staleness", duration, SLACK_SHIFT, 1);
    }

    /** Ticks of 131,072 us for the idle time of a flow, rounded up, 16..65535 (2.1 s to 2 h 23 min). */
    public static int affinityIdle(Duration duration) {
        return ticks("affinity idle time", duration, AFFINITY_SHIFT, Limits.CLOSING_TICKS);
    }

    private static int ticks(String what, Duration duration, int shift, int lowest) {
        long micros = duration.toNanos() / 1_000;
        long ticks = (micros + (1L << shift) - 1) >> shift;
        if (ticks < lowest || ticks > 0xFFFF) {
            throw new IllegalArgumentException(what + " " + duration + ": expected "
                    + Duration.ofNanos(((long) lowest << shift) * 1_000) + " to "
                    + Duration.ofNanos((0xFFFFL << shift) * 1_000));
        }
        return (int) ticks;
    }
}
