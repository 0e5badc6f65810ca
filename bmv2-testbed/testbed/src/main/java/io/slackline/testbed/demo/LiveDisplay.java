package io.slackline.testbed.demo;

import io.slackline.testbed.load.LoadProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the user sees while it runs, on standard error: what happens, a line each, and below it one line that lives. Where
 * standard error is no terminal the living line is printed every two seconds instead. Thread-safe.
 */
public final class LiveDisplay implements AutoCloseable {
    private static final Duration TERMINAL_REFRESH = Duration.ofMillis(250);
    private static final Duration FILE_REFRESH = Duration.ofSeconds(2);
    private static final int BAR = 10;
    private static final String CLEAR_LINE = "\r\u001b[K";
    /** Ends the living line at the terminal's edge (DECAWM): one that wraps could not be drawn over. */
    private static final String CUT = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private Supplier<Optional<LoadProgress>> progress = Optional::empty;
    private String stage = "";
    private volatile boolean closed;

    public static LiveDisplay onStandardError() {
        return new LiveDisplay(System.err);
    }

    LiveDisplay(PrintStream out) {
        this.out = out;
        this.terminal = isTerminal();
        Thread.ofVirtual().name("display").start(this::refresh);
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        out.print(terminal ? CLEAR_LINE : "");
        out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds(), line);
        out.flush();
    }

    public synchronized void stage(String name) {
        stage = name;
        say(name);
    }

    /** From now on the living line shows this load. */
    public synchronized void follow(Supplier<Optional<LoadProgress>> source) {
        progress = source;
    }

    private void refresh() {
        try {
            while (!closed) {
                Thread.sleep(terminal ? TERMINAL_REFRESH : FILE_REFRESH);
                draw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void draw() {
        Optional<LoadProgress> latest = progress.get();
        if (closed || latest.isEmpty()) {
            return;
        }
        LoadProgress now = latest.get();
        StringBuilder line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT,
                "%6.1f s  %s%d answers  p50 %.1f ms  p99 %.1f ms  failed %d ",
                seconds(),
                terminal ? "" : "%-34s ".formatted(stage),
                now.good(),
                now.p50Micros() / 1e3,
                now.p99Micros() / 1e3,
                now.failed()));
        long all = Math.max(
                1,
                now.answersByNode().values().stream().mapToLong(Long::longValue).sum());
        now.answersByNode().forEach((node, answers) -> {
            int filled = (int) Math.round((double) BAR * answers / all);
            line.append(' ')
                    .append(node)
                    .append(' ')
                    .append("█".repeat(filled))
                    .append(' ')
                    .append(100 * answers / all);
            line.append('%');
        });
        out.print(terminal ? CLEAR_LINE + CUT + line + WRAP : line + System.lineSeparator());
        out.flush();
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    @Override
    public synchronized void close() {
        closed = true;
        out.print(terminal ? CLEAR_LINE : "");
        out.flush();
    }
}
