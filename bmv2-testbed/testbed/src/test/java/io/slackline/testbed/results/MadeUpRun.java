package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Happening;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Machine;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.RunResult.Point;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.Series;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A run with three ways of steering, whose latencies differ as much as their factors say, and noise of some per cent. */
final class MadeUpRun {
    private final Random random;
    private final int repetitions;

    private MadeUpRun(long seed, int repetitions) {
        this.random = new Random(seed);
        this.repetitions = repetitions;
    }

    /** Runs of different seeds are of the same thing. */
    static RunResult of(long seed, int repetitions) {
        return new MadeUpRun(seed, repetitions).run(1);
    }

    /** All latencies times as long. */
    static RunResult slower(long seed, int repetitions, double factor) {
        return new MadeUpRun(seed, repetitions).run(factor);
    }

    private RunResult run(double factor) {
        return new RunResult(
                "baselines",
                "Slack steering <against> baselines & others",
                "The same load, steered in several ways, while the network functions' load moves around eight nodes.",
                "embedded",
                "namespaces",
                "small",
                "2026-11-21T07:00:00Z",
                new Machine("Made Up 3000", 2, 23_900, "6.18", "25", "", "abcdef1"),
                "slack",
                repetitions,
                List.of(
                        variant("slack", "the switch follows slack reports", factor),
                        variant("round-robin", "each node in turn", 1.6 * factor),
                        variant(
                                "least-loaded-by-controller",
                                "the controller picks, ten times a second",
                                1.05 * factor)),
                List.of(
                        new Judgement("no request failed", "", "at most", 0, 0, "requests", true),
                        new Judgement("p99 in the window against before", "slack", "at most", 1.1, 1.17, "1", false)),
                List.of("The machine was not idle."));
    }

    private VariantResult variant(String name, String description, double factor) {
        return new VariantResult(
                name,
                description,
                IntStream.range(0, repetitions)
                        .mapToObj(_ -> repetition(factor))
                        .toList());
    }

    private double noisy(double value) {
        return value * (1 + 0.04 * random.nextGaussian());
    }

    private Repetition repetition(double factor) {
        Map<String, Latency> latency = new LinkedHashMap<>();
        latency.put("before", latency(500 * factor));
        latency.put("while slack moves", latency(700 * factor));
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("requests to the best quartile", new Metric(noisy(90 / factor), "%", Better.HIGHER));
        metrics.put("reaction", new Metric(noisy(3_000), "us", Better.LOWER));
        List<Series> series = new ArrayList<>();
        series.add(new Series("latency p99", "us", "", line(1_500 * factor)));
        for (String node : List.of("n1", "n2", "n3", "n4", "n5")) {
            series.add(new Series("slack", "m", node, line(300)));
        }
        return new Repetition(
                new Requests(12_000, 12_000, 0, 0, 0),
                latency,
                metrics,
                series,
                List.of(
                        new Happening(5_000, 5_000, "load of n1 rises"),
                        new Happening(5_050, 5_050, "load of n2 falls"),
                        new Happening(12_000, 13_500, "f1 moves from n1 to n3")));
    }

    private Latency latency(double median) {
        double base = noisy(median);
        double tail = noisy(3);
        List<Point> distribution = new ArrayList<>();
        for (double quantile : new double[] {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995}) {
            distribution.add(new Point(quantile, base * Math.pow(tail, -Math.log10(1 - quantile) - 0.3)));
        }
        return new Latency(
                (long) base,
                (long) (base * 2),
                (long) (base * tail),
                (long) (base * tail * 3),
                (long) (base * tail * 8),
                base * 1.2,
                12_000,
                distribution);
    }

    private List<Point> line(double level) {
        return IntStream.range(-5, 100)
                .mapToObj(i -> new Point(i * 200.0, noisy(level) * (i > 25 && i < 60 ? 1.7 : 1)))
                .toList();
    }
}
