package io.slackline.testbed.bench.nemo;

import io.slackline.testbed.nf.Traffic.Window;
import org.HdrHistogram.Histogram;

/** What the far end saw of a network function, pooled over several windows. */
final class NfFigures {
    private static final long HIGHEST_NANOS = 60_000_000_000L;

    private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);
    private double seconds;
    private long sent;
    private long received;

    void add(Window window) {
        seconds += window.nanos() / 1e9;
        sent += window.sent();
        received += window.received();
        latency.add(window.latency());
    }

    double offeredPerSecond() {
        return sent / seconds;
    }

    double deliveredPerSecond() {
        return received / seconds;
    }

    /** Packets in flight at the window's ends make it differ from 1 by some millionths even when nothing is lost. */
    double deliveredShare() {
        return sent == 0 ? 0 : Math.min(1, (double) received / sent);
    }

    double p50Micros() {
        return latency.getValueAtPercentile(50) / 1e3;
    }

    double p99Micros() {
        return latency.getValueAtPercentile(99) / 1e3;
    }
}
