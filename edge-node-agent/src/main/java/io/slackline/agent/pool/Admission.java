package io.slackline.agent.pool;

import io.slackline.api.v1.FunctionClass;
import java.time.Duration;

/**
 * Lets run only what slack can safely hold: the CPU work of what runs, by what its function's invocations have taken on average, may not be more
 * than the slack does in the horizon. Best-effort invocations may use only a part of it, so that latency-sensitive ones find room. One runs in
 * any case: slack may be 0 for a moment, and functions have the lowest priority. Belongs to one thread.
 */
public final class Admission {
    private static final double BEST_EFFORT_PART = 0.7;

    private final Duration horizon;
    private final int leastMillicores;
    private final int queueBound;
    private double workNanos;
    private int running;

    /**
     * @param horizon zero: everything may run
     * @param leastMillicores counted on even when slack is less
     * @param queueBound requests of one class that may wait on the node
     */
    public Admission(Duration horizon, int leastMillicores, int queueBound) {
        this.horizon = horizon;
        this.leastMillicores = leastMillicores;
        this.queueBound = queueBound;
    }

    public boolean mayBegin(FunctionClass of, double cpuNanos, int availableMillicores) {
        if (running == 0 || horizon.isZero()) {
            return true;
        }
        double part = of == FunctionClass.BEST_EFFORT ? BEST_EFFORT_PART : 1;
        double possible = part * horizon.toNanos() * Math.max(leastMillicores, availableMillicores) / 1000;
        return workNanos + cpuNanos <= possible;
    }

    /** Returns what {@link #ended} must be given: the estimate may be another by then. */
    public double began(double cpuNanos) {
        running++;
        workNanos += cpuNanos;
        return cpuNanos;
    }

    public void ended(double cpuNanos) {
        running--;
        workNanos = running == 0 ? 0 : Math.max(0, workNanos - cpuNanos);
    }

    public int running() {
        return running;
    }

    /** Whether one more may wait, beside so many of the same class that wait on the node. */
    public boolean mayWait(int waitingNow) {
        return waitingNow < queueBound;
    }
}
