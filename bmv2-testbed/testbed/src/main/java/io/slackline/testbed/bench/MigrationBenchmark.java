package io.slackline.testbed.bench;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.HostAndPort;
import io.slackline.testbed.bench.Figure.Baseline;
import io.slackline.testbed.bench.Figure.Better;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.load.LoadPlan.Arrivals;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import io.slackline.testbed.measure.LatencyFigures;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.measure.WallClock;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Migrates one function back and forth between two nodes under steady load over kept-alive connections, new connections, and at even
 * distances in time, so that inside and outside of the windows get like shares of whatever else the machine does. A window is the whole
 * migration, from the request to the end of retiring; the windows of all migrations are pooled, and so is the time between them.
 *
 * <p>The warm-up is as long as it takes the just-in-time compilers to have seen every step of a migration, and the control plane gets only the time that
 * switch, nodes and clients leave: both are on other machines elsewhere, or have run for days.
 */
public final class MigrationBenchmark implements Benchmark {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int WARM_UP_MIGRATIONS = 80;
    private static final Duration WARM_UP_REST = Duration.ofMillis(50);
    private static final Duration WARM_UP_DRAIN = Duration.ofMillis(500);
    private static final Duration REST = Duration.ofMillis(700);
    private static final Duration DRAIN = Duration.ZERO;
    private static final int CONNECTIONS = 64;

    private final SwitchKind switchKind;
    private final int migrations;
    private final double rate;

    public MigrationBenchmark(SwitchKind switchKind, int migrations, double rate) {
        this.switchKind = switchKind;
        this.migrations = migrations;
        this.rate = rate;
    }

    @Override
    public String name() {
        return "migration";
    }

    @Override
    public String description() {
        return "many migrations under load: lost and duplicated requests, latency inside and outside of the windows, time to flip";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        Topology topology = Topology.of(TopologyConfig.ofNodes(2, switchKind));
        RunDirectory directory = RunDirectory.ofSandbox();
        progress.accept("starting 2 nodes");
        try (LiveTestbed testbed = LiveTestbed.start(topology, directory, progress)) {
            Function function =
                    testbed.control().deploy(SampleFunction.DIGEST, Protocol.HTTP, SteeringMode.PINNED, List.of("n1"));
            MigrationEnds ends = MigrationEnds.follow(testbed.control());
            LoadRun load = LoadRun.start(testbed, plan(directory, function));
            testbed.controlPlaneGivesWay();
            progress.accept("warm-up (not measured)");
            testbed.supervisor().sleep(WARM_UP);
            for (int i = 0; i < WARM_UP_MIGRATIONS; i++) {
                migrate(testbed, ends, i, WARM_UP_DRAIN, WARM_UP_REST);
            }
            WallClock clock = WallClock.now();
            long start = System.nanoTime();
            List<Span> windows = new ArrayList<>();
            List<Double> flips = new ArrayList<>();
            for (int i = 0; i < migrations; i++) {
                Migration migration = migrate(testbed, ends, i + WARM_UP_MIGRATIONS, DRAIN, REST);
                windows.add(new Span(
                        clock.nanoTimeOfEpochMicros(migration.getStartedUs()),
                        clock.nanoTimeOfEpochMicros(migration.getEndedUs())));
                flips.add((double) migration.getFlipUs());
                progress.accept("migration %d of %d: %.0f ms"
                        .formatted(i + 1, migrations, windows.getLast().seconds() * 1e3));
            }
            Span measured = new Span(start, System.nanoTime());
            return figures(new Measurement(load.stop()), windows, measured, flips);
        }
    }

    private LoadPlan plan(RunDirectory directory, Function function) {
        Path cases = SampleFunction.DIGEST.writeCases(directory.file("cases"));
        HostAndPort address = new HostAndPort(
                function.getSpec().getAddress().getIp(),
                function.getSpec().getAddress().getPort());
        String name = function.getSpec().getName();
        return new LoadPlan(
                directory.file("bench.records"),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                1,
                List.of(
                        new FlowPlan(
                                "kept-alive",
                                name,
                                FlowKind.HTTP_KEEP_ALIVE,
                                address,
                                rate * 0.8,
                                Arrivals.CONSTANT,
                                CONNECTIONS,
                                cases),
                        new FlowPlan(
                                "new connections",
                                name,
                                FlowKind.HTTP_NEW_CONNECTION,
                                address,
                                rate * 0.2,
                                Arrivals.CONSTANT,
                                1,
                                cases)));
    }

    private static Migration migrate(
            LiveTestbed testbed, MigrationEnds ends, int number, Duration drainDeadline, Duration rest) {
        boolean there = number % 2 == 0;
        Migration started = testbed.control()
                .migrate(SampleFunction.DIGEST.functionName(), there ? "n1" : "n2", there ? "n2" : "n1", drainDeadline);
        Migration ended = ends.await(started);
        testbed.supervisor().check();
        if (ended.getState() != Migration.State.DONE) {
            throw new SlacklineException(
                    Code.INTERNAL, "migration %s rolled back: %s".formatted(ended.getId(), ended.getReason()));
        }
        testbed.supervisor().sleep(rest);
        return ended;
    }

    private List<Figure> figures(Measurement measurement, List<Span> windows, Span measured, List<Double> flips) {
        String command = "slackline bench migration --migrations %d --rate %.0f".formatted(migrations, rate);
        int failed = measurement.failures().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        LatencyFigures inside = measurement.latencyIn(windows);
        LatencyFigures outside = measurement.latencyOutside(windows, measured);
        List<Double> windowSamples = windows.stream()
                .map(window -> (double) measurement.latencyIn(List.of(window)).p99())
                .toList();
        double[] sorted =
                flips.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(
                "migration.failed",
                failed,
                "requests",
                Better.LOWER,
                Optional.empty(),
                List.of((double) failed),
                command));
        int duplicated = measurement.duplicates();
        figures.add(new Figure(
                "migration.duplicated",
                duplicated,
                "requests",
                Better.LOWER,
                Optional.empty(),
                List.of((double) duplicated),
                command));
        figures.add(latency("migration.window_p50", inside.p50(), outside.p50(), List.of(), command));
        figures.add(latency("migration.window_p99", inside.p99(), outside.p99(), windowSamples, command));
        figures.add(latency(
                "migration.longest_gap",
                measurement.longestGapMicros(windows),
                measurement.longestGapOutsideMicros(windows, measured),
                List.of(),
                command));
        figures.add(new Figure(
                "migration.flip_p99",
                percentile(sorted, 0.99),
                "us",
                Better.LOWER,
                Optional.empty(),
                Arrays.stream(sorted).boxed().toList(),
                command));
        figures.add(new Figure(
                "migration.requests",
                inside.count() + outside.count(),
                "requests",
                Better.HIGHER,
                Optional.empty(),
                List.of((double) inside.count(), (double) outside.count()),
                command));
        return figures;
    }

    private static Figure latency(String name, long inside, long outside, List<Double> samples, String command) {
        return new Figure(
                name,
                (double) inside,
                "us",
                Better.LOWER,
                Optional.of(new Baseline("outside the windows", OptionalDouble.of((double) outside))),
                samples,
                command);
    }

    private static double percentile(double[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }
}
