package io.slackline.cli.command;

import io.slackline.api.v1.OffloadFunctionRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code offload FUNCTION}. */
@Command(
        name = "offload",
        description = "Sends a share of a function's new requests to another node while the function stays.")
public final class OffloadCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "FUNCTION", description = "Its name.")
    private String function = "";

    @Option(names = "--to", required = true, paramLabel = "NODE", description = "The node that helps.")
    private String to = "";

    @Option(
            names = "--share",
            required = true,
            paramLabel = "SHARE",
            description = "Such as 0.3 or 30%%; 0 ends the offload.")
    private Double share = 0.0;

    public OffloadCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        if (!(share >= 0 && share < 1)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "--share: expected a number from 0 (end the offload) to below 1 (to give all, migrate), got "
                            + share);
        }
        var request = OffloadFunctionRequest.newBuilder()
                .setFunction(function)
                .setTo(to)
                .setShare(share)
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            output.printOne(cli.console(), controller.call().offloadFunction(request), Tables.FUNCTIONS);
        }
        return 0;
    }
}
