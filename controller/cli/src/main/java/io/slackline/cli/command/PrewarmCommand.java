package io.slackline.cli.command;

import io.slackline.api.v1.PrewarmFunctionRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code function prewarm}. */
@Command(
        name = "prewarm",
        description = {
            "Keeps an instance warm on a node to which the switches send nothing.",
            "A migration to it, or the loss of the node that serves, then costs no start."
        })
public final class PrewarmCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "FUNCTION", description = "Its name.")
    private String name = "";

    @Option(
            names = {"--node", "--on"},
            paramLabel = "NODE",
            description = "Where, repeatable; the fittest node that does not host it otherwise.")
    private List<String> nodes = new ArrayList<>();

    @Option(names = "--release", description = "Let it go instead: on these nodes, or on all.")
    private boolean release;

    @Option(names = "--no-wait", description = "Return at once, not when it is warm.")
    private boolean returnAtOnce;

    @Option(
            names = "--wait-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for that; default ${DEFAULT-VALUE}.")
    private Duration waitTimeout = Duration.ofSeconds(30);

    public PrewarmCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var request = PrewarmFunctionRequest.newBuilder()
                .setName(name)
                .addAllNodes(nodes)
                .setRelease(release)
                .setWait(!returnAtOnce)
                .setWaitMs((int) waitTimeout.toMillis())
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            var function = controller
                    .callFor(returnAtOnce ? Duration.ZERO : waitTimeout)
                    .prewarmFunction(request);
            output.print(cli.console(), function, Tables.function(function));
        }
        return 0;
    }
}
