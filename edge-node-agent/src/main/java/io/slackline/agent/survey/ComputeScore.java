package io.slackline.agent.survey;

import io.slackline.agent.sched.CpuClock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast one core is: integer and floating-point arithmetic and look-ups in a table of 256 KiB, as functions have them. The best of many short rounds,
 * in CPU time, so that what else runs on the node counts little.
 */
final class ComputeScore {
    /** Steps per second of a core that scores 1000: one of the machine on which docs/results was measured. */
    private static final double REFERENCE_STEPS_PER_SECOND = 500e6;

    private static final int ROUND_STEPS = 100_000;
    private static final int TABLE = 1 << 16;

    private final int[] table = new int[TABLE];
    private double sink;

    private ComputeScore() {
        for (int i = 0; i < TABLE; i++) {
            table[i] = i * 0x9E3779B1;
        }
    }

    /**
     * Measures on the calling platform thread.
     *
     * @param cpu that it takes; the JIT compiler needs some 20 ms of it
     */
    static int measure(Duration cpu) {
        return measure(cpu, new CpuClock()::ofThisThread);
    }

    static int measure(Duration cpu, LongSupplier cpuClock) {
        var work = new ComputeScore();
        long best = Long.MAX_VALUE;
        long before = cpuClock.getAsLong();
        for (long end = before + cpu.toNanos(); before < end; ) {
            work.round();
            long after = cpuClock.getAsLong();
            best = Math.min(best, after - before);
            before = after;
        }
        double perSecond = ROUND_STEPS * 1e9 / Math.max(1, best);
        return Math.toIntExact(Math.clamp(Math.round(1000 * perSecond / REFERENCE_STEPS_PER_SECOND), 1, 1_000_000));
    }

    private void round() {
        int x = 1 + (int) sink;
        double mean = 0;
        for (int i = 0; i < ROUND_STEPS; i++) {
            x ^= x << 13;
            x ^= x >>> 17;
            x ^= x << 5;
            mean += (table[x & (TABLE - 1)] - mean) / 16;
        }
        sink = mean;
    }
}
