package io.slackline.testbed.measure;

import org.HdrHistogram.Histogram;

/** Latency from the intended send time to the whole answer, in microseconds. */
public record LatencyFigures(long count, long p50, long p90, long p99, long p999, long max) {

    static LatencyFigures of(Histogram histogram) {
        return new LatencyFigures(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }
}
