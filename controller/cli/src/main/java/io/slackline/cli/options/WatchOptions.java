package io.slackline.cli.options;

import io.slackline.cli.Console;
import io.slackline.common.output.OutputFormat;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether to look once or again and again. */
public final class WatchOptions {
    private static final String CLEAR_SCREEN = "\033[H\033[2J";

    @Option(
            names = {"-w", "--watch"},
            paramLabel = "TIME",
            arity = "0..1",
            fallbackValue = "1s",
            description = "Look again every second, or every TIME (500ms, 5s).")
    private Optional<Duration> interval = Optional.empty();

    /** Runs the look once, or until the process or its thread is stopped. */
    public void repeat(Console console, OutputOptions output, Runnable look) throws InterruptedException {
        if (interval.isEmpty()) {
            look.run();
            return;
        }
        while (!Thread.currentThread().isInterrupted()) {
            if (console.screen() == Console.Screen.TERMINAL && output.format() == OutputFormat.TABLE) {
                console.out().print(CLEAR_SCREEN);
            }
            look.run();
            console.pause().await(interval.get());
        }
    }
}
