package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.statistics.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A figure that each repetition has one value of. */
record Quantity(Kind kind, String name, String unit, Better better) {
    private static final String COUNT = "requests";
    private static final String MICROSECONDS = "us";
    private static final Set<String> TIMES = Set.of(MICROSECONDS, "ms", "s");

    /** Where it comes from. */
    enum Kind {
        REQUESTS,
        LATENCY,
        METRIC
    }

    /** Of each repetition: what became of its requests, its latencies by window, its metrics, in this order. */
    static Map<Quantity, Double> of(Repetition repetition) {
        Map<Quantity, Double> values = new LinkedHashMap<>();
        Requests requests = repetition.requests();
        values.put(new Quantity(Kind.REQUESTS, "failed", COUNT, Better.LOWER), (double) requests.failed());
        values.put(new Quantity(Kind.REQUESTS, "duplicated", COUNT, Better.LOWER), (double) requests.duplicated());
        values.put(
                new Quantity(Kind.REQUESTS, "lost in flight", COUNT, Better.LOWER), (double) requests.lostInFlight());
        repetition.latencyUs().forEach((window, latency) -> latencies(window, latency, values));
        repetition.metrics().forEach((name, metric) -> {
            if (Double.isFinite(metric.value())) {
                values.put(new Quantity(Kind.METRIC, name, metric.unit(), metric.better()), metric.value());
            }
        });
        return values;
    }

    private static void latencies(String window, Latency latency, Map<Quantity, Double> values) {
        latency(window, "p50", latency.p50(), latency, 2, values);
        latency(window, "p99", latency.p99(), latency, 100, values);
        latency(window, "p99.9", latency.p999(), latency, 1000, values);
    }

    private static void latency(
            String window, String quantile, long micros, Latency latency, int oneIn, Map<Quantity, Double> values) {
        if (isTold(latency, oneIn)) {
            values.put(latency(window, quantile), (double) micros);
        }
    }

    /** Whether the quantile that one in so many requests lies beyond is more than another name of the maximum. */
    static boolean isTold(Latency latency, int oneIn) {
        return latency.count() >= oneIn;
    }

    /** All its values as a sample. */
    Sample sample(List<Double> values) {
        return TIMES.contains(unit) ? Sample.ofDurations(values) : Sample.of(values);
    }

    static Quantity latency(String window, String quantile) {
        return new Quantity(Kind.LATENCY, "latency %s, %s".formatted(quantile, window), MICROSECONDS, Better.LOWER);
    }
}
