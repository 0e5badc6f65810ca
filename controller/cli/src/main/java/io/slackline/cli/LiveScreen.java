package io.slackline.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A screen that is drawn again and again, on the terminal's alternate buffer, so that what was there before is there again afterwards. Works in everything that
 * understands the common part of ANSI X3.64 (xterm, tmux, screen, the Linux console). Also restored when the process ends by a signal.
 */
public final class LiveScreen implements AutoCloseable {
    private static final String ENTER = "\033[?1049h\033[?25l";
    private static final String LEAVE = "\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String END_OF_LINE = "\033[K";
    private static final String END_OF_SCREEN = "\033[J";
    private static final int LINES = 24;
    private static final int COLUMNS = 80;

    private final Console console;
    private final String modes;
    private final Thread restoring;

    private LiveScreen(Console console, String modes) {
        this.console = console;
        this.modes = modes;
        restoring = new Thread(this::restore);
    }

    /** Takes the terminal over. Where its modes cannot be changed, keys are not heard and Ctrl-C ends it. */
    public static LiveScreen open(Console console) {
        var screen = new LiveScreen(console, stty("-g"));
        if (!screen.modes.isEmpty()) {
            var _ = stty("-icanon", "-echo", "min", "0", "time", "0");
        }
        Runtime.getRuntime().addShutdownHook(screen.restoring);
        console.out().print(ENTER);
        console.out().flush();
        return screen;
    }

    /** What does not fit is cut off. */
    public void show(String text) {
        var size = stty("size").split(" ");
        int lines = size.length == 2 ? Integer.parseInt(size[0]) : LINES;
        int columns = size.length == 2 ? Integer.parseInt(size[1]) : COLUMNS;
        console.out()
                .print(HOME
                        + text.lines()
                                .limit(Math.max(1, lines - 1L))
                                .map(line -> line.length() > columns ? line.substring(0, columns) : line)
                                .collect(Collectors.joining(END_OF_LINE + "\n", "", END_OF_LINE + "\n"))
                        + END_OF_SCREEN);
        console.out().flush();
    }

    /** A q was typed. */
    public boolean quitAsked() {
        try {
            while (!modes.isEmpty() && console.in().available() > 0) {
                if (console.in().read() == 'q') {
                    return true;
                }
            }
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    /** Output of {@code stty} on the controlling terminal; empty when there is none. */
    private static String stty(String... arguments) {
        var command = new String[arguments.length + 3];
        command[0] = "stty";
        command[1] = "-F";
        command[2] = "/dev/tty";
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0 ? out.strip() : "";
        } catch (IOException none) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private void restore() {
        console.out().print(LEAVE);
        console.out().flush();
        if (!modes.isEmpty()) {
            var _ = stty(modes);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(restoring);
            restore();
        } catch (IllegalStateException ending) {
            // The process ends already, and the hook restores it.
            return;
        }
    }
}
