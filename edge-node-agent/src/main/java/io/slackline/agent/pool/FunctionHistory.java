package io.slackline.agent.pool;

import java.time.Duration;

/**
 * What is remembered of a function's invocations: the three statistics by which NEMO chooses what to pre-warm (section 4.3), and what one
 * invocation takes. Belongs to one thread.
 */
public final class FunctionHistory {
    /** The frequency halves when nothing comes for so long. */
    private static final double HALF_LIFE_NANOS = 60e9;

    private static final double NEWEST_WEIGHS = 0.2;
    /** Until it is known: a start takes most of a cold invocation (NEMO, figure 4). */
    private static final double ASSUMED_B_WARM = 0.9;

    private double initNanos;
    private double runNanos;
    private double cpuNanos;
    private double recent;
    private long lastNanos;
    private long invocations;
    private boolean invoked;

    /** A request for it has come. */
    public void arrived(long nowNanos) {
        recent = faded(nowNanos) + 1;
        lastNanos = nowNanos;
        invoked = true;
        invocations++;
    }

    /** An instance took so long to start. */
    public void started(long nanos) {
        initNanos = initNanos == 0 ? nanos : average(initNanos, (double) nanos);
    }

    /** An invocation took so long, without what it waited. */
    public void ran(long nanos) {
        runNanos = runNanos == 0 ? nanos : average(runNanos, (double) nanos);
    }

    /** Invocations took so much CPU on average. */
    public void used(double nanos) {
        cpuNanos = cpuNanos == 0 ? nanos : average(cpuNanos, nanos);
    }

    private static double average(double old, double newest) {
        return old + NEWEST_WEIGHS * (newest - old);
    }

    private double faded(long nowNanos) {
        return invoked ? recent * Math.pow(0.5, (nowNanos - lastNanos) / HALF_LIFE_NANOS) : 0;
    }

    /** The paper's b_warm: the start's share of a cold invocation, 0 to 1. */
    public double bWarm() {
        return initNanos == 0 || runNanos == 0 ? ASSUMED_B_WARM : initNanos / (initNanos + runNanos);
    }

    /** The paper's ivk_freq: invocations per second of late. */
    public double frequency(long nowNanos) {
        return faded(nowNanos) * Math.log(2) / (HALF_LIFE_NANOS / 1e9);
    }

    /** The paper's last_ivk; longer than anything when it was never invoked. */
    public Duration sinceLast(long nowNanos) {
        return invoked ? Duration.ofNanos(nowNanos - lastNanos) : Duration.ofDays(3650);
    }

    /**
     * How likely pre-warming it pays, 0 to 1: that it is invoked before the horizon is over, if invocations came at random (one less e to the minus
     * frequency times horizon), times what a start costs of an invocation; what has not been invoked for long counts less.
     */
    public double worth(long nowNanos, Duration horizon) {
        double horizonSeconds = horizon.toNanos() / 1e9;
        double likely = 1 - Math.exp(-frequency(nowNanos) * horizonSeconds);
        double recency = 1 / (1 + sinceLast(nowNanos).toNanos() / 1e9 / Math.max(1, 10 * horizonSeconds));
        return bWarm() * likely * recency;
    }

    /** CPU of one invocation in nanoseconds; at most what it ran, because the CPU that is measured may be that of a start. */
    public double cpuNanos() {
        return cpuNanos == 0 ? runNanos : Math.min(cpuNanos, runNanos);
    }

    public double initNanos() {
        return initNanos;
    }

    public double runNanos() {
        return runNanos;
    }

    public long invocations() {
        return invocations;
    }
}
