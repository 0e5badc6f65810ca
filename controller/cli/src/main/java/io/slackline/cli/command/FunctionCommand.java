package io.slackline.cli.command;

import io.slackline.api.v1.DeleteFunctionRequest;
import io.slackline.api.v1.GetFunctionRequest;
import io.slackline.api.v1.ListFunctionsRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.options.WatchOptions;
import io.slackline.cli.view.Tables;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code function list|get|delete}, and its children {@link DeployCommand}, {@link InvokeCommand} and {@link PrewarmCommand}. */
@Command(name = "function", description = "Serverless functions and their service addresses.")
public final class FunctionCommand {
    private final Cli cli;

    public FunctionCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "All functions, where they are and how they are steered.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOptions output, @Mixin WatchOptions watch)
            throws InterruptedException {
        try (var controller = Controller.connect(cli, connection)) {
            watch.repeat(cli.console(), output, () -> {
                var answer = controller.call().listFunctions(ListFunctionsRequest.getDefaultInstance());
                output.printAll(cli.console(), answer.getFunctionsList(), Tables.FUNCTIONS);
            });
        }
        return 0;
    }

    @Command(description = "One function and its instances.")
    int get(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "FUNCTION", description = "Its name.") String name) {
        try (var controller = Controller.connect(cli, connection)) {
            var function = controller
                    .call()
                    .getFunction(GetFunctionRequest.newBuilder().setName(name).build());
            output.print(cli.console(), function, Tables.function(function));
        }
        return 0;
    }

    @Command(description = "Takes a function out of service on all nodes.")
    int delete(
            @Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "FUNCTION", description = "Its name.") String name) {
        try (var controller = Controller.connect(cli, connection)) {
            controller
                    .call()
                    .deleteFunction(
                            DeleteFunctionRequest.newBuilder().setName(name).build());
            cli.console().err().println("deleted function " + name);
        }
        return 0;
    }

    /** The group with the commands that have classes of their own. */
    public static CommandLine withChildren(Cli cli) {
        return new CommandLine(new FunctionCommand(cli))
                .addSubcommand(new DeployCommand(cli))
                .addSubcommand(new InvokeCommand(cli))
                .addSubcommand(new PrewarmCommand(cli));
    }
}
