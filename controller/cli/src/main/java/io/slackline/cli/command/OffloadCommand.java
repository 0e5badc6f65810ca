package io.slackline.cli.command;

import io.slackline.api.v1.OffloadFunctionRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code offload FUNCTION}. */
@Command(
        name = "offload",
        description = {
            "Sends a share of a function's new requests to another node while the function stays;",
            "where the switch steers by slack: those for which no node has slack."
        })
public final class OffloadCommand implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "FUNCTION", description = "Its name.")
    private String function = "";

    @Option(names = "--to", required = true, paramLabel = "NODE", description = "The node that helps.")
    private String to = "";

    @Option(names = "--share", paramLabel = "SHARE", description = "Such as 0.3 or 30%%; 0 ends the offload.")
    private Optional<Double> share = Optional.empty();

    @Option(names = "--when-short", description = "Mode slack: whatever finds no node with slack.")
    private boolean whenShort;

    public OffloadCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        if (share.isPresent() == whenShort) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected one of --share=SHARE and --when-short" + (whenShort ? ", not both" : ""));
        }
        double given = share.orElse(0.0);
        if (!(given >= 0 && given < 1)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "--share: expected a number from 0 (end the offload) to below 1 (to give all, migrate), got "
                            + given);
        }
        var request = OffloadFunctionRequest.newBuilder()
                .setFunction(function)
                .setTo(to)
                .setShare(given)
                .setWhenShort(whenShort)
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            output.printOne(cli.console(), controller.call().offloadFunction(request), Tables.FUNCTIONS);
        }
        return 0;
    }
}
