package io.slackline.testbed;

import io.slackline.testbed.nf.NetworkFunctionProcess;
import io.slackline.testbed.nf.NfKind;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One network function, until the process is ended. */
@Command(
        name = "nf",
        hidden = true,
        description = "Runs a network function (internal: the testbed starts it in a namespace of its own).")
final class NfCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KIND", description = "firewall, nat or load_balancer.")
    private NfKind kind = NfKind.FIREWALL;

    @Option(names = "--core", required = true, description = "The core of its packet loop.")
    private int core;

    @Option(names = "--region", required = true, description = "The file that it shares with the agent; made by it.")
    private Path region = Path.of("");

    @Override
    public Integer call() {
        NetworkFunctionProcess.run(kind, core, region);
        return 0;
    }
}
