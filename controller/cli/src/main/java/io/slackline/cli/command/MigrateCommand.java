package io.slackline.cli.command;

import io.slackline.api.v1.MigrateFunctionRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.MigrationProgress;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code migrate FUNCTION}. */
@Command(name = "migrate", description = "Moves a function to another node, make-before-break: no request is lost.")
public final class MigrateCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "FUNCTION", description = "Its name.")
    private String function = "";

    @Option(names = "--from", paramLabel = "NODE", description = "The node to leave; needed when several serve it.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "NODE",
            description = "The node to go to; the controller chooses one otherwise.")
    private String to = "";

    @Option(
            names = "--drain-deadline",
            paramLabel = "TIME",
            description = "How long the old node may finish what it has before it forwards (5s).")
    private Optional<Duration> drainDeadline = Optional.empty();

    @Option(names = "--wait", description = "Return when it has ended, and show its steps on stderr.")
    private boolean wait;

    public MigrateCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws InterruptedException {
        var request = MigrateFunctionRequest.newBuilder()
                .setFunction(function)
                .setFrom(from)
                .setTo(to)
                .setDrainDeadlineMs(
                        drainDeadline.map(deadline -> (int) deadline.toMillis()).orElse(0))
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            var migration = controller.call().migrateFunction(request);
            if (wait) {
                return new MigrationProgress(cli.console(), controller).untilEnded(List.of(migration), output);
            }
            output.printOne(cli.console(), migration, Tables.MIGRATIONS);
            return 0;
        }
    }
}
