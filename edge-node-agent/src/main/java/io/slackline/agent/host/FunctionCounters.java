package io.slackline.agent.host;

import io.slackline.api.v1.LatencySummary;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What is counted of one function's requests. Belongs to the event loop. */
final class FunctionCounters {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(2);

    private final Histogram latency = new Histogram(2);
    private int inFlight;
    private long forwards;
    private long refusals;
    private @Nullable Runnable whenIdle;

    void began() {
        inFlight++;
    }

    void ended() {
        inFlight--;
        var then = whenIdle;
        if (inFlight == 0 && then != null) {
            whenIdle = null;
            then.run();
        }
    }

    /** Runs it when nothing is in flight, now if that is so. */
    void whenIdle(Runnable then) {
        if (inFlight == 0) {
            then.run();
        } else {
            whenIdle = then;
        }
    }

    void forwarded() {
        forwards++;
    }

    void refused() {
        refusals++;
    }

    void answered(long nanos) {
        latency.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    int inFlight() {
        return inFlight;
    }

    long forwards() {
        return forwards;
    }

    long refusals() {
        return refusals;
    }

    /** Of the answers since the last call. */
    LatencySummary takeLatency() {
        var summary = LatencySummary.newBuilder()
                .setCount(latency.getTotalCount())
                .setP50Us(latency.getValueAtPercentile(50))
                .setP99Us(latency.getValueAtPercentile(99))
                .setMaxUs(latency.getMaxValue())
                .build();
        latency.reset();
        return summary;
    }
}
