package io.slackline.cli.command;

import io.slackline.api.v1.WatchEventsRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events [--follow]}. */
@Command(name = "events", description = "What happened, oldest first, one line each.")
public final class EventsCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens, until stopped.")
    private boolean follow;

    @Option(
            names = "--backlog",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many past events to begin with; default ${DEFAULT-VALUE}.")
    private int backlog;

    public EventsCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var request = WatchEventsRequest.newBuilder()
                .setBacklog(backlog)
                .setFollow(follow)
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            controller.stream()
                    .watchEvents(request)
                    .forEachRemaining(event -> output.printNext(cli.console(), event, Tables.event(event)));
        }
        return 0;
    }
}
