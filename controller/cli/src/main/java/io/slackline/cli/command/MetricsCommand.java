package io.slackline.cli.command;

import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.WatchMetricsRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Console;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.MetricsView;
import io.slackline.common.output.OutputFormat;
import java.time.Duration;
import java.util.Iterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metrics watch}. */
@Command(name = "metrics", description = "Slack and traffic as they are now.")
public final class MetricsCommand {
    private static final String CLEAR_SCREEN = "\033[H\033[2J";

    private final Cli cli;

    public MetricsCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "Follows the slack of the nodes and the packets of the functions.")
    int watch(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Option(
                            names = "--interval",
                            paramLabel = "TIME",
                            defaultValue = "1s",
                            description = "Between two samples; default ${DEFAULT-VALUE}, at least 100ms.")
                    Duration interval,
            @Option(
                            names = {"-n", "--count"},
                            paramLabel = "SAMPLES",
                            defaultValue = "0",
                            description = "End after so many samples; 0: when stopped.")
                    int count) {
        var request = WatchMetricsRequest.newBuilder()
                .setIntervalMs((int) interval.toMillis())
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            show(controller.stream().watchMetrics(request), output, count);
        }
        return 0;
    }

    private void show(Iterator<MetricsSample> samples, OutputOptions output, int count) {
        var view = new MetricsView();
        boolean clears = cli.console().screen() == Console.Screen.TERMINAL && output.format() == OutputFormat.TABLE;
        for (int shown = 0; (count == 0 || shown < count) && samples.hasNext(); shown++) {
            var sample = samples.next();
            output.printNext(cli.console(), sample, (clears ? CLEAR_SCREEN : "") + view.render(sample));
        }
    }
}
