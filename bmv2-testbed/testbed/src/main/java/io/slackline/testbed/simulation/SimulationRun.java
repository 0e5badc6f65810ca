package io.slackline.testbed.simulation;

import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.RunResult.Point;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.experiment.run.MachineFacts;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A simulation as the run of an experiment, for the reports that those have. */
public final class SimulationRun {
    private static final String ONLY = "only";
    private static final int POINTS = 100;

    private SimulationRun() {}

    /** One variant, one repetition. */
    public static RunResult of(String name, Plan plan, SimulationResult result) {
        return new RunResult(
                name,
                plan.title(),
                "%d nodes, %d functions on %d candidates each, seed %d"
                        .formatted(plan.nodes(), plan.functions(), plan.candidates(), plan.seed()),
                "simulated",
                "simulator",
                "full",
                OffsetDateTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                MachineFacts.read(),
                ONLY,
                1,
                List.of(new VariantResult(ONLY, "", List.of(repetition(result)))),
                List.of(),
                List.of());
    }

    private static Repetition repetition(SimulationResult result) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("cold starts", new Metric((double) result.cold(), "1", Better.LOWER));
        metrics.put("forwarded", new Metric((double) result.forwarded(), "1", Better.NONE));
        metrics.put("busiest node", new Metric(result.busiest(), "1", Better.LOWER));
        metrics.put("times real time", new Metric(result.timesRealTime(), "1", Better.HIGHER));
        metrics.put("took", new Metric(result.wallNanos() / 1e9, "s", Better.LOWER));
        return new Repetition(
                new Requests(result.sent(), result.ok(), result.failed(), 0, 0),
                Map.of(Experiment.MEASURED, latency(result.latencyMicros(), result.meanMicros())),
                metrics,
                List.of(),
                List.of());
    }

    private static Latency latency(Histogram histogram, double mean) {
        List<Point> distribution = new ArrayList<>();
        for (int i = 1; i < POINTS; i++) {
            double quantile = (double) i / POINTS;
            distribution.add(new Point(quantile, (double) histogram.getValueAtPercentile(100 * quantile)));
        }
        return new Latency(
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue(),
                mean,
                histogram.getTotalCount(),
                distribution);
    }
}
