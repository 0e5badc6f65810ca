package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.testbed.demo.Demo;
import io.slackline.testbed.demo.DemoOptions;
import io.slackline.testbed.demo.DemoOutput;
import io.slackline.testbed.demo.DemoReport;
import io.slackline.testbed.demo.DemoResult;
import io.slackline.testbed.demo.LiveDisplay;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.topology.SwitchKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: see {@link Demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Moves functions between edge nodes under load, on real packets, and shows that no request was lost.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every request got exactly one good answer",
            "1:some did not, or something broke",
            "2:wrong usage",
            "3:this machine lacks something"
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--switch", paramLabel = "embedded|bmv2", description = "The P4 switch (embedded).")
    private SwitchKind switchKind = SwitchKind.EMBEDDED;

    @Option(names = "--nodes", paramLabel = "N", description = "Edge nodes (3).")
    private int nodes = 3;

    @Option(names = "--rate", paramLabel = "R", description = "Requests per second (600).")
    private double rate = 600;

    @Option(names = "--duration", paramLabel = "S", description = "Seconds that are measured (25).")
    private int seconds = 25;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write report.html, result.json, requests.csv and the logs there.")
    private Optional<Path> report = Optional.empty();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        DemoOptions options;
        try {
            options = new DemoOptions(switchKind, nodes, rate, Duration.ofSeconds(seconds), report);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        report.ifPresent(Writable::directory);
        DemoResult result;
        try (LiveDisplay display = LiveDisplay.onStandardError()) {
            result = new Demo(options, display).run();
        }
        DemoOutput.print(result, output.format(), System.out);
        if (report.isPresent()) {
            DemoReport.write(result, report.get(), RunDirectory.ofSandbox().logs());
            System.err.println("report: " + report.get().resolve("report.html"));
        }
        return result.good() ? 0 : Main.FAILED;
    }
}
