package io.slackline.cli.command;

import io.slackline.api.v1.ListFunctionsRequest;
import io.slackline.api.v1.ListMigrationsRequest;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.WatchMetricsRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Console;
import io.slackline.cli.Controller;
import io.slackline.cli.LiveScreen;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.TopView;
import io.slackline.common.output.OutputFormat;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code top}. */
@Command(
        name = "top",
        description = {
            "Nodes with their slack, functions with their rates, latencies and shares, and migrations, live.",
            "q ends it."
        })
public final class TopCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Between two looks; default ${DEFAULT-VALUE}, at least 100ms.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--once", description = "Look over one interval, print that, and end: for scripts.")
    private boolean once;

    public TopCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var request = WatchMetricsRequest.newBuilder()
                .setIntervalMs((int) interval.toMillis())
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            var samples = controller.stream().watchMetrics(request);
            if (once) {
                once(controller, samples);
            } else if (cli.console().screen() == Console.Screen.TERMINAL && output.format() == OutputFormat.TABLE) {
                live(controller, samples);
            } else {
                stream(controller, samples);
            }
        }
        return 0;
    }

    private void once(Controller controller, Iterator<MetricsSample> samples) {
        var view = new TopView();
        view.see(samples.next());
        var second = samples.next();
        output.print(cli.console(), second, frame(controller, view, second));
    }

    private void stream(Controller controller, Iterator<MetricsSample> samples) {
        var view = new TopView();
        samples.forEachRemaining(
                sample -> output.printNext(cli.console(), sample, frame(controller, view, sample) + "\n"));
    }

    private void live(Controller controller, Iterator<MetricsSample> samples) {
        try (var screen = LiveScreen.open(cli.console())) {
            var view = new TopView();
            while (!screen.quitAsked() && samples.hasNext()) {
                screen.show(frame(controller, view, samples.next()));
            }
        }
    }

    private static String frame(Controller controller, TopView view, MetricsSample sample) {
        var functions = controller.call().listFunctions(ListFunctionsRequest.getDefaultInstance());
        var migrations = controller.call().listMigrations(ListMigrationsRequest.getDefaultInstance());
        return view.render(sample, functions.getFunctionsList(), migrations.getMigrationsList());
    }
}
