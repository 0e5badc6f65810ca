package io.slackline.testbed.simulation;

import io.slackline.agent.report.Significance;
import io.slackline.agent.slack.DemandPredictor;
import io.slackline.agent.slack.SlackConfig;
import io.slackline.agent.slack.SlackMeter;
import io.slackline.agent.slack.SlackState;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * An agent's slack measurements, on the agent's own meter. Those of a node where nothing runs or waits are made when somebody asks for the present, one by one
 * in their order: what such a window shows is a function of its time, so it does not matter when it is looked at.
 */
final class SlackWindows {
    private final NfLoad load;
    private final long seed;
    private final int node;
    private final long windowNanos;
    private final long phaseNanos;
    private final SlackMeter meter;
    private final Significance significance;
    private long next;
    private long at;
    private long nfNanos;

    /** What follows from a window. */
    interface Listener {
        /**
         * The slack is another now.
         *
         * @param atNanos end of the window
         * @param wakes the change is worth a report at once
         */
        void changed(long atNanos, int slackMillicores, boolean wakes);
    }

    /**
     * @param functionNanos CPU that functions have used, rising
     * @param waitingRequests that no instance has taken yet
     */
    SlackWindows(
            NfLoad load,
            SlackConfig config,
            int budgetMillicores,
            LongSupplier functionNanos,
            IntSupplier waitingRequests,
            long seed,
            int node) {
        this.load = load;
        this.seed = seed;
        this.node = node;
        windowNanos = config.window().toNanos();
        phaseNanos = Math.floorMod(node * 7_919L, 1_000L) * windowNanos / 1_000;
        at = phaseNanos;
        meter = new SlackMeter(
                () -> nfNanos,
                functionNanos,
                () -> 0L,
                waitingRequests,
                () -> 0,
                new DemandPredictor(config.history(), config.quantile()),
                () -> 0,
                () -> at,
                budgetMillicores,
                config.marginMillicores());
        significance = new Significance(budgetMillicores, meter.state().slackMillicores());
        next = 0;
    }

    /** Measures all windows that have ended by then. */
    void measureUntil(long nanos, Listener listener) {
        while (endOf(next) <= nanos) {
            at = endOf(next);
            if (next > 0) {
                nfNanos += nfMillicores(at - windowNanos) * windowNanos / 1_000;
            }
            next++;
            int before = meter.state().slackMillicores();
            int slack = meter.sample().slackMillicores();
            boolean wakes = significance.changed(slack);
            if (wakes || slack != before) {
                listener.changed(at, slack, wakes);
            }
        }
    }

    private long endOf(long window) {
        return phaseNanos + window * windowNanos;
    }

    /** When the window ends that is open then. */
    long endAfter(long nanos) {
        return endOf(Math.floorDiv(nanos - phaseNanos, windowNanos) + 1);
    }

    /** What the NFs take in the window that is open then. */
    int nfMillicoresAt(long nanos) {
        return nfMillicores(endAfter(nanos) - windowNanos);
    }

    private int nfMillicores(long begin) {
        return load.millicores(seed, node, begin);
    }

    SlackState state() {
        return meter.state();
    }
}
