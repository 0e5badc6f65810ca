package io.slackline.testbed.bench;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.p4switch.Engine;
import io.slackline.testbed.bench.Figure.Baseline;
import io.slackline.testbed.bench.Figure.Better;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** The embedded switch's engine without ports, as {@link EngineMeasurement} measures it; baseline is the interpreter. */
public final class DataplaneBenchmark implements Benchmark {

    private static final String COMMAND = "slackline bench dataplane";

    private record Measured(List<Double> packetsPerSecond, double bytesPerPacket) {

        double median() {
            return packetsPerSecond.stream().sorted().toList().get(packetsPerSecond.size() / 2);
        }
    }

    @Override
    public String name() {
        return "dataplane";
    }

    @Override
    public String description() {
        return "the embedded switch's engine alone: packets per second on one core, bytes of garbage per packet";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        Measured interpreted = measure(Engine.INTERPRETED, progress);
        Measured compiled = measure(Engine.COMPILED, progress);
        return List.of(
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
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms512m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                EngineMeasurement.class.getName(),
                engine.toString());
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            List<Double> lines;
            try (BufferedReader out = process.inputReader()) {
                lines = out.lines().map(Double::valueOf).toList();
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new SlacklineException(Code.INTERNAL, "measuring the " + engine + " engine failed: exit " + exit);
            }
            Measured measured = new Measured(lines.subList(0, lines.size() - 1), lines.getLast());
            progress.accept("%s: %.0f packets/s".formatted(engine, measured.median()));
            return measured;
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot start a JVM for the measurement", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }
}
