package io.slackline.testbed.experiment.run;

import io.slackline.testbed.experiment.RunResult.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an experiment ran on, for the reader of its figures. */
public final class MachineFacts {
    private static final long LIMIT_SECONDS = 10;
    private static final long KIB_PER_MIB = 1024;

    private MachineFacts() {}

    public static Machine read() {
        return new Machine(
                field(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                kibibytes(field(Path.of("/proc/meminfo"), "MemTotal")) / KIB_PER_MIB,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                said(List.of("simple_switch_grpc", "--version")),
                said(List.of(
                        "git", "-C", System.getProperty("slackline.root", "."), "describe", "--always", "--dirty")));
    }

    private static long kibibytes(String value) {
        String digits = value.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    /** The value behind the first "NAME:" of a file of /proc; blank when there is none. */
    private static String field(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException absent) {
            return "";
        }
    }

    /** What a command printed; blank where there is no such command, or it failed. */
    private static String said(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0 ? said : "";
        } catch (IOException absent) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
