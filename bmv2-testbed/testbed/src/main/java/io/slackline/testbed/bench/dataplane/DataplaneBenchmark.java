package io.slackline.testbed.bench.dataplane;

import io.slackline.p4switch.Engine;
import io.slackline.testbed.bench.Benchmark;
import io.slackline.testbed.bench.Figure;
import io.slackline.testbed.bench.Figure.Baseline;
import io.slackline.testbed.bench.Figure.Better;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The embedded switch: between real links beside bmv2, while its tables are written, its engine alone beside the interpreter, and how well the
 * program steers.
 */
public final class DataplaneBenchmark implements Benchmark {

    private static final String BMV2 = "simple_switch_grpc";
    private static final int TURNS = 2;
    private static final int UPDATE_TURNS = 3;
    private static final int ENGINE_PROCESSES = 5;
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseTransparentHugePages",
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=5000",
            "-XX:Tier4CompileThreshold=40000",
            "-Xms512m",
            "-Xmx512m");

    private final List<Figure> figures = new ArrayList<>();

    @Override
    public String name() {
        return "dataplane";
    }

    @Override
    public String description() {
        return "the embedded switch against bmv2 on real links; under table writes; its engine alone; how well it steers";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        figures.clear();
        links(progress);
        engine(progress);
        writes(progress);
        steering(progress);
        return List.copyOf(figures);
    }

    private void links(Consumer<String> progress) {
        Optional<Path> bmv2 = findBmv2();
        if (bmv2.isEmpty()) {
            progress.accept(BMV2 + " is neither on the PATH nor named by the variable BMV2: measured without it");
        }
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(TURNS), Integer.toString(UPDATE_TURNS)));
        bmv2.ifPresent(path -> arguments.add(path.toString()));
        Samples samples = Samples.of(VethMeasurement.class, JVM_FLAGS, arguments);
        againstBmv2(samples, "veth.pps", "rate", "packets/s", Better.HIGHER);
        againstBmv2(samples, "veth.flooded_pps", "flood", "packets/s", Better.HIGHER);
        againstBmv2(samples, "veth.latency_p50", "p50", "us", Better.LOWER);
        againstBmv2(samples, "veth.latency_p99", "p99", "us", Better.LOWER);
        againstBmv2(samples, "veth.latency_p999", "p999", "us", Better.LOWER);
        againstBmv2(samples, "reports.rate", "reports", "reports/s", Better.HIGHER);
        add(
                "update.latency_p99",
                samples,
                "updating_p99",
                "us",
                Better.LOWER,
                baseline("without writes", samples.median("resting_p99")));
        add("update.rate", samples, "updates", "writes/s", Better.HIGHER, Optional.empty());
    }

    private void againstBmv2(Samples samples, String name, String measure, String unit, Better better) {
        add(name, samples, "embedded." + measure, unit, better, baseline(BMV2, samples.median("bmv2." + measure)));
    }

    private void engine(Consumer<String> progress) {
        progress.accept("engine: the interpreter");
        Samples interpreted = Samples.of(EngineMeasurement.class, JVM_FLAGS, List.of(Engine.INTERPRETED.toString()));
        progress.accept("engine: compiled, in " + ENGINE_PROCESSES + " JVMs one after another");
        Samples compiled =
                Samples.of(ENGINE_PROCESSES, EngineMeasurement.class, JVM_FLAGS, List.of(Engine.COMPILED.toString()));
        add(
                "engine.pps",
                compiled,
                "pps",
                "packets/s",
                Better.HIGHER,
                baseline("interpreter", interpreted.median("pps")));
        add(
                "engine.bytes_per_packet",
                compiled,
                "bytes_per_packet",
                "bytes",
                Better.LOWER,
                baseline("interpreter", interpreted.median("bytes_per_packet")));
    }

    private void writes(Consumer<String> progress) {
        progress.accept("P4Runtime: writing tables");
        Samples samples = Samples.of(WritesMeasurement.class, JVM_FLAGS, List.of());
        add("p4runtime.writes", samples, "inserts", "writes/s", Better.HIGHER, Optional.empty());
    }

    private void steering(Consumer<String> progress) {
        progress.accept("steering: 32 nodes with skewed, moving slack");
        Samples samples = Samples.of(SteeringMeasurement.class, JVM_FLAGS, List.of());
        add(
                "steering.slack_found",
                samples,
                "board.slack_found",
                "millicores",
                Better.HIGHER,
                baseline("oracle", samples.median("board.slack_of_oracle")));
        for (String measure : List.of("best_quartile_share", "busiest_in_10ms")) {
            Better better = measure.startsWith("best") ? Better.HIGHER : Better.LOWER;
            String unit = measure.startsWith("best") ? "share" : "fair shares";
            add(
                    "steering." + measure,
                    samples,
                    "board." + measure,
                    unit,
                    better,
                    baseline("two choices", samples.median("two_choices." + measure)));
            add(
                    "steering.reserving." + measure,
                    samples,
                    "reserving." + measure,
                    unit,
                    better,
                    baseline("no reservation", samples.median("board." + measure)));
        }
    }

    private static Optional<Baseline> baseline(String name, OptionalDouble value) {
        return Optional.of(new Baseline(name, value));
    }

    private void add(
            String name, Samples samples, String sampled, String unit, Better better, Optional<Baseline> baseline) {
        figures.add(new Figure(
                "dataplane." + name,
                samples.median(sampled).orElseThrow(),
                unit,
                better,
                baseline,
                samples.all(sampled),
                "slackline bench dataplane"));
    }

    private static Optional<Path> findBmv2() {
        String named = System.getenv("BMV2");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, BMV2));
        return candidates.filter(Files::isExecutable).findFirst();
    }
}
