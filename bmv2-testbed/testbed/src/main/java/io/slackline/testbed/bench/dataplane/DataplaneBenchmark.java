package io.slackline.testbed.bench.dataplane;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.p4switch.Engine;
import io.slackline.testbed.bench.Benchmark;
import io.slackline.testbed.bench.Figure;
import io.slackline.testbed.bench.Figure.Baseline;
import io.slackline.testbed.bench.Figure.Better;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The embedded switch's engine without ports, as {@link EngineMeasurement} measures it, with the interpreter as baseline, and
 * table writes as {@link WritesMeasurement} measures them.
 */
public final class DataplaneBenchmark implements Benchmark {

    private static final String COMMAND = "slackline bench dataplane";

    private record Measured(List<Double> packetsPerSecond, double bytesPerPacket) {

        double median() {
            return DataplaneBenchmark.median(packetsPerSecond);
        }
    }

    @Override
    public String name() {
        return "dataplane";
    }

    @Override
    public String description() {
        return "the embedded switch's engine alone: packets per second on one core, garbage per packet; table inserts through P4Runtime";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        Measured interpreted = measure(Engine.INTERPRETED, progress);
        Measured compiled = measure(Engine.COMPILED, progress);
        progress.accept("P4Runtime: inserting into tables");
        List<Double> inserts = run(WritesMeasurement.class);
        return List.of(
                new Figure(
                        "dataplane.p4runtime.inserts",
                        median(inserts),
                        "entries/s",
                        Better.HIGHER,
                        Optional.empty(),
                        inserts,
                        COMMAND),
                new Figure(
                        "dataplane.engine.pps",
                        compiled.median(),
                        "packets/s",
                        Better.HIGHER,
                        Optional.of(new Baseline("interpreter", OptionalDouble.of(interpreted.median()))),
                        compiled.packetsPerSecond,
                        COMMAND),
                new Figure(
                        "dataplane.engine.bytes_per_packet",
                        compiled.bytesPerPacket,
                        "bytes",
                        Better.LOWER,
                        Optional.of(new Baseline("interpreter", OptionalDouble.of(interpreted.bytesPerPacket))),
                        List.of(compiled.bytesPerPacket),
                        COMMAND));
    }

    private static Measured measure(Engine engine, Consumer<String> progress) {
        progress.accept(engine + ": filling tables, warming up, measuring");
        List<Double> lines = run(EngineMeasurement.class, engine.toString());
        Measured measured = new Measured(lines.subList(0, lines.size() - 1), lines.getLast());
        progress.accept("%s: %.0f packets/s".formatted(engine, measured.median()));
        return measured;
    }

    private static double median(List<Double> samples) {
        return samples.stream().sorted().toList().get(samples.size() / 2);
    }

    /** Runs a measurement in a JVM of its own, with all that the JIT can do, and gives the numbers that it prints. */
    private static List<Double> run(Class<?> measurement, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms512m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                measurement.getName()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<Double> lines;
            try (BufferedReader out = process.inputReader()) {
                lines = out.lines().map(Double::valueOf).toList();
            }
            int exit = process.waitFor();
            if (exit != 0 || lines.isEmpty()) {
                throw new SlacklineException(
                        Code.INTERNAL, "%s failed: exit %d".formatted(measurement.getSimpleName(), exit));
            }
            return lines;
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot start a JVM for the measurement", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }
}
