package io.slackline.testbed.simulation;

import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.RunResult.Point;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.Series;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.experiment.run.Latencies;
import io.slackline.testbed.experiment.run.MachineFacts;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Simulations as the run of an experiment, for the reports that those have. */
public final class SimulationRun {
    private SimulationRun() {}

    /**
     * A plan and what came of it.
     *
     * @param repetitions of which each drew anew all that is random: the first by the plan's seed, the others by those that follow
     */
    public record Variant(String name, Plan plan, List<SimulationResult> repetitions) {
        public Variant {
            repetitions = List.copyOf(repetitions);
        }

        private String description() {
            return "%s: %,d nodes, %d functions on %d candidates each, steered by %s"
                    .formatted(
                            plan.title(),
                            plan.nodes(),
                            plan.functions(),
                            plan.candidates(),
                            plan.steering().name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * All of them, as the variants of one run.
     *
     * @param variants at least one; the first is the one that the others are compared with
     */
    public static RunResult of(String title, List<Variant> variants) {
        Variant first = variants.getFirst();
        int repetitions = first.repetitions().size();
        return new RunResult(
                String.join("-", variants.stream().map(Variant::name).toList()),
                title,
                "Under virtual time. Seeds %d to %d, one for each repetition."
                        .formatted(first.plan().seed(), first.plan().seed() + repetitions - 1),
                "simulated",
                "simulator",
                "full",
                OffsetDateTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                MachineFacts.read(),
                first.name(),
                repetitions,
                variants.stream()
                        .map(variant -> new VariantResult(
                                variant.name(),
                                variant.description(),
                                variant.repetitions().stream()
                                        .map(SimulationRun::repetition)
                                        .toList()))
                        .toList(),
                List.of(),
                List.of());
    }

    private static Repetition repetition(SimulationResult result) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("cold_starts", new Metric((double) result.cold(), "starts", Better.LOWER));
        metrics.put("forwarded", new Metric((double) result.forwarded(), "1", Better.NONE));
        metrics.put("busiest_node", new Metric(result.busiest(), "1", Better.NONE));
        result.migrations()
                .forEach((state, count) -> metrics.put(
                        "migrations." + state.toLowerCase(Locale.ROOT),
                        new Metric((double) count, "migrations", Better.NONE)));
        metrics.put("times_real_time", new Metric(result.timesRealTime(), "1", Better.NONE));
        return new Repetition(
                new Requests(result.sent(), result.ok(), result.failed(), 0, 0),
                Map.of(Experiment.MEASURED, Latencies.of(result.latencyMicros())),
                metrics,
                overTime(result),
                List.of());
    }

    private static List<Series> overTime(SimulationResult result) {
        double partSeconds = result.simulated().toNanos() / 1e9 / SimulationResult.PARTS;
        return List.of(
                series(result, "latency p50", "us", part -> (double) part.getValueAtPercentile(50)),
                series(result, "latency p99", "us", part -> (double) part.getValueAtPercentile(99)),
                series(result, "requests", "1/s", part -> part.getTotalCount() / partSeconds));
    }

    /** A part of the time without requests has no latency, and no point. */
    private static List<Point> points(SimulationResult result, ToDoubleFunction<Histogram> figure) {
        double partMillis = result.simulated().toNanos() / 1e6 / SimulationResult.PARTS;
        List<Point> points = new ArrayList<>();
        for (int part = 0; part < SimulationResult.PARTS; part++) {
            Histogram latencies = result.latencyOverTime().get(part);
            if (latencies.getTotalCount() > 0) {
                points.add(new Point(part * partMillis, figure.applyAsDouble(latencies)));
            }
        }
        return points;
    }

    private static Series series(
            SimulationResult result, String name, String unit, ToDoubleFunction<Histogram> figure) {
        return new Series(name, unit, "", points(result, figure));
    }
}
