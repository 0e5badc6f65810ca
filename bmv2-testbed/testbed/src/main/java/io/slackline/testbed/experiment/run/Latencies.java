package io.slackline.testbed.experiment.run;

import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Microseconds, counted, as a result has them. */
public final class Latencies {
    private static final double[] QUANTILES = quantiles();

    private Latencies() {}

    public static Latency of(Histogram micros) {
        List<Point> distribution = new ArrayList<>();
        for (double quantile : QUANTILES) {
            if (micros.getTotalCount() * (1 - quantile) >= 1) {
                distribution.add(new Point(quantile, micros.getValueAtPercentile(quantile * 100)));
            }
        }
        return new Latency(
                micros.getValueAtPercentile(50),
                micros.getValueAtPercentile(90),
                micros.getValueAtPercentile(99),
                micros.getValueAtPercentile(99.9),
                micros.getMaxValue(),
                micros.getTotalCount() == 0 ? 0 : micros.getMean(),
                micros.getTotalCount(),
                distribution);
    }

    /** Dense where tails are. */
    private static double[] quantiles() {
        return Stream.of(
                        Stream.iterate(1, i -> i < 100, i -> i + 2).map(i -> i / 100.0),
                        Stream.iterate(991, i -> i < 1000, i -> i + 1).map(i -> i / 1000.0),
                        Stream.iterate(9991, i -> i < 10_000, i -> i + 1).map(i -> i / 10_000.0))
                .flatMap(each -> each)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
