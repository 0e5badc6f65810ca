package io.slackline.agent.slack;

import java.io.IOException;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns CPU times into slack, one window per call of {@link #sample}. Used from one thread; its result may be read from any.
 *
 * <p>Slack is what a request more would find: what the NFs leave, less what the functions used lately, divided among the requests that wait and the new one.
 * Without the first the switch would send all to the nodes whose NFs leave most, however full of functions they are; without the second it could not tell one full
 * node from another. A part of what the NFs leave counts in any case: functions that fill a node still share it with a newcomer.
 */
public final class SlackMeter {
    private static final Logger log = LoggerFactory.getLogger(SlackMeter.class);

    /** Time constant of the functions' use: long against one request, short against what redistributes load. */
    private static final long USE_NANOS = 300_000_000;

    private static final double LEAST_SHARE = 0.1;

    private final CpuSource nfs;
    private final LongSupplier functionNanos;
    private final LongSupplier strangerNanos;
    private final IntSupplier waitingRequests;
    private final IntSupplier pressurePermille;
    private final DemandPredictor predictor;
    private final IntSupplier avoidableMillicores;
    private final LongSupplier clock;
    private final int budgetMillicores;
    private final int marginMillicores;
    private long lastAt;
    private long lastNf;
    private long lastFunctions;
    private long lastStrangers;
    private double functionUse;
    private boolean started;
    private boolean failing;
    private volatile SlackState state;

    /**
     * @param functionNanos CPU time of the instances, rising
     * @param strangerNanos CPU time that {@code nfs} counts though it is none of the NFs', rising
     * @param waitingRequests that no instance has taken yet
     * @param pressurePermille CPU pressure in 1/1000
     * @param avoidableMillicores of what the NFs took in the window, what they would not take while functions run
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public SlackMeter(
            CpuSource nfs,
            LongSupplier functionNanos,
            LongSupplier strangerNanos,
            IntSupplier waitingRequests,
            IntSupplier pressurePermille,
            DemandPredictor predictor,
            IntSupplier avoidableMillicores,
            LongSupplier clock,
            int budgetMillicores,
            int marginMillicores) {
        this.nfs = nfs;
        this.functionNanos = functionNanos;
        this.strangerNanos = strangerNanos;
        this.waitingRequests = waitingRequests;
        this.pressurePermille = pressurePermille;
        this.predictor = predictor;
        this.avoidableMillicores = avoidableMillicores;
        this.clock = clock;
        this.budgetMillicores = budgetMillicores;
        this.marginMillicores = marginMillicores;
        state = SlackState.unmeasured(budgetMillicores, marginMillicores);
    }

    /** Of the last window. */
    public SlackState state() {
        return state;
    }

    /** Ends a window and returns its account. A source that cannot be read leaves the last account standing. */
    public SlackState sample() {
        try {
            long nf = nfs.usedNanos();
            long functions = functionNanos.getAsLong();
            long strangers = strangerNanos.getAsLong();
            long at = clock.getAsLong();
            if (started && at > lastAt) {
                long window = at - lastAt;
                int nfDemand = millicores(nf - lastNf - (strangers - lastStrangers), window);
                int predicted = predictor.predict(Math.max(0, nfDemand - avoidableMillicores.getAsInt()));
                int functionDemand = millicores(functions - lastFunctions, window);
                functionUse += Math.min(1.0, (double) window / USE_NANOS) * (functionDemand - functionUse);
                int available = Math.max(0, budgetMillicores - predicted - marginMillicores);
                state = new SlackState(
                        budgetMillicores,
                        nfDemand,
                        predicted,
                        functionDemand,
                        available,
                        slack(available),
                        pressurePermille.getAsInt());
            }
            lastAt = at;
            lastNf = nf;
            lastFunctions = functions;
            lastStrangers = strangers;
            started = true;
            failing = false;
        } catch (IOException | NumberFormatException unreadable) {
            if (!failing) {
                log.warn("slack cannot be measured now: {}", unreadable.toString());
            }
            failing = true;
        }
        return state;
    }

    private int slack(int available) {
        double free = Math.max(LEAST_SHARE * available, available - functionUse);
        return (int) Math.round(free / (1 + waitingRequests.getAsInt()));
    }

    private static int millicores(long usedNanos, long windowNanos) {
        return Math.clamp(Math.round(1000.0 * usedNanos / windowNanos), 0, 1_000_000);
    }
}
