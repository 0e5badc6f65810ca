package io.slackline.testbed.bench.dataplane;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.statistics.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a measurement in a JVM of its own found: samples by name. A measurement prints one line for each, name and value.
 */
record Samples(Map<String, List<Double>> byName) {

    /** Runs a measurement several times, each in a JVM of its own: the JIT does not decide the same in all of them. */
    static Samples of(int processes, Class<?> measurement, List<String> jvmFlags, List<String> arguments) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (int i = 0; i < processes; i++) {
            of(measurement, jvmFlags, arguments)
                    .byName
                    .forEach((name, values) ->
                            all.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(values));
        }
        return new Samples(all);
    }

    /** Runs a measurement, with all that the JIT can do. */
    static Samples of(Class<?> measurement, List<String> jvmFlags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of(
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                measurement.getName()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Map<String, List<Double>> samples = new LinkedHashMap<>();
            try (BufferedReader out = process.inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    String[] words = line.split(" ", 2);
                    samples.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(Double.valueOf(words[1]));
                }
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new SlacklineException(
                        Code.INTERNAL, "%s failed: exit %d".formatted(measurement.getSimpleName(), exit));
            }
            return new Samples(samples);
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot start a JVM for the measurement", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /** For the measurement: hands a sample over. */
    static void print(String name, double value) {
        System.out.println(name + " " + value);
    }

    List<Double> all(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** Empty where nothing of that name was measured. */
    OptionalDouble median(String name) {
        List<Double> values = all(name);
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Sample.of(values).median());
    }
}
