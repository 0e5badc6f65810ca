package io.slackline.cli.command;

import io.slackline.api.v1.DrainNodeRequest;
import io.slackline.api.v1.GetNodeRequest;
import io.slackline.api.v1.ListNodesRequest;
import io.slackline.api.v1.UndrainNodeRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.MigrationProgress;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.options.WatchOptions;
import io.slackline.cli.view.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node list|get|drain|undrain}. */
@Command(name = "node", description = "Edge nodes and their slack.")
public final class NodeCommand {
    private final Cli cli;

    public NodeCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "All nodes, with their CPU account in milli-cores.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOptions output, @Mixin WatchOptions watch)
            throws InterruptedException {
        try (var controller = Controller.connect(cli, connection)) {
            watch.repeat(cli.console(), output, () -> {
                var answer = controller.call().listNodes(ListNodesRequest.getDefaultInstance());
                output.printAll(cli.console(), answer.getNodesList(), Tables.NODES);
            });
        }
        return 0;
    }

    @Command(description = "One node: as its agent tells, as the switches see it, what it hosts.")
    int get(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "NODE", description = "Its name.") String name) {
        try (var controller = Controller.connect(cli, connection)) {
            var node = controller
                    .call()
                    .getNode(GetNodeRequest.newBuilder().setName(name).build());
            output.print(cli.console(), node, Tables.node(node));
        }
        return 0;
    }

    @Command(description = "Takes all work off a node: its functions migrate away.")
    int drain(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Option(
                            names = "--wait",
                            description = "Return when all of its migrations have ended, and show their steps.")
                    boolean wait,
            @Parameters(paramLabel = "NODE", description = "Its name.") String name)
            throws InterruptedException {
        try (var controller = Controller.connect(cli, connection)) {
            var answer = controller
                    .call()
                    .drainNode(DrainNodeRequest.newBuilder().setName(name).build());
            if (!wait) {
                output.print(cli.console(), answer, Tables.MIGRATIONS.render(answer.getMigrationsList()));
                return 0;
            }
            return new MigrationProgress(cli.console(), controller).untilEnded(answer.getMigrationsList(), output);
        }
    }

    @Command(description = "Lets a drained node take work again.")
    int undrain(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "NODE", description = "Its name.") String name) {
        try (var controller = Controller.connect(cli, connection)) {
            var node = controller
                    .call()
                    .undrainNode(UndrainNodeRequest.newBuilder().setName(name).build());
            output.printOne(cli.console(), node, Tables.NODES);
        }
        return 0;
    }
}
