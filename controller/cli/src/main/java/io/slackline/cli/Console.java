package io.slackline.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a command sees of the terminal and of time.
 *
 * @param out data
 * @param err words and progress
 * @param screen whether out is a terminal that can be cleared
 * @param pause waits between two looks at something that changes
 */
public record Console(InputStream in, PrintStream out, PrintStream err, Screen screen, Pause pause) {
    /** How repeated output follows on itself. */
    public enum Screen {
        /** Each replaces the one before. */
        TERMINAL,
        /** Each follows the one before. */
        STREAM
    }

    /** Blocks for a while. */
    @FunctionalInterface
    public interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    static Console ofProcess() {
        // The launcher knows; asking System.console() would load JLine.
        var terminal = Boolean.getBoolean("slackline.terminal") ? Screen.TERMINAL : Screen.STREAM;
        return new Console(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                terminal,
                Thread::sleep);
    }
}
