package io.slackline.testbed.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running child. Thread-safe. */
public final class ManagedProcess {
    private static final int TAIL_LINES = 20;

    private final ProcessSpec spec;
    private final Process process;
    private final Path log;
    private volatile boolean exitExpected;

    ManagedProcess(ProcessSpec spec, Process process, Path log) {
        this.spec = spec;
        this.process = process;
        this.log = log;
    }

    public String name() {
        return spec.name();
    }

    public ProcessSpec spec() {
        return spec;
    }

    public Process process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path log() {
        return log;
    }

    /** From here on its end is no failure. */
    public void expectExit() {
        exitExpected = true;
    }

    boolean exitExpected() {
        return exitExpected;
    }

    /** SIGTERM, without waiting for the end. */
    public void terminate() {
        expectExit();
        process.destroy();
    }

    /** Whether it has ended within the time; at once when that is not positive. */
    public boolean awaitExit(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** SIGKILL, expected. */
    public void kill() {
        expectExit();
        process.destroyForcibly().onExit().join();
    }

    /** The last lines that it wrote. */
    public String tail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log " + log + " cannot be read: " + e + ")";
        }
    }

    /** Whether a line of its log contains the text. */
    public boolean said(String text) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.contains(text));
        } catch (IOException e) {
            return false;
        }
    }
}
