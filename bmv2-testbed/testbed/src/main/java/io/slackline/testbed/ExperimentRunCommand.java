package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.common.output.Table;
import io.slackline.common.output.YamlText;
import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.Experiment.Size;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.Shipped;
import io.slackline.testbed.experiment.run.ExperimentRunner;
import io.slackline.testbed.fault.Needs;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.Provisions;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.results.RunReport;
import io.slackline.testbed.topology.GivenNetwork;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code experiment run}: in the built-in testbed; runs in the launcher's sandbox. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs one in network namespaces and writes run.json and the report.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it ran, and all its judgements are met",
            "1:some are not, or something broke",
            "2:wrong usage, or mistakes in the file",
            "3:this machine lacks something"
        })
final class ExperimentRunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|NAME", description = "The file, or the name of one that `experiment list` shows.")
    @SuppressWarnings("NullAway.Init")
    private String fileOrName;

    @Option(names = "--switch", paramLabel = "embedded|bmv2", description = "The P4 switch (embedded).")
    private SwitchKind switchKind = SwitchKind.EMBEDDED;

    @Option(names = "--size", paramLabel = "small|full", description = "Minutes, or figures for print (small).")
    private Size size = Size.SMALL;

    @Option(names = "--repetitions", paramLabel = "N", description = "Of each variant (as the file says).")
    private Optional<Integer> repetitions = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the result goes (slackline-results/NAME-SWITCH-TIME).")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        if (repetitions.isPresent() && repetitions.get() < 1) {
            throw new ParameterException(spec.commandLine(), "--repetitions: 1 or more are valid");
        }
        Experiment experiment = Shipped.ofThisProject().find(fileOrName);
        experiment.variants(switchKind);
        Path directory = Writable.directory(out.orElseGet(() -> defaultDirectory(experiment)));
        long start = System.nanoTime();
        ExperimentRunner runner = new ExperimentRunner(
                experiment,
                size,
                repetitions.orElse(experiment.repetitions(size)),
                line -> System.err.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line));
        RunResult result = run(runner, experiment);
        result.write(directory);
        RunReport.write(result, directory);
        System.err.println("report: " + directory.resolve("report.html"));
        System.out.println(
                switch (output.format()) {
                    case TABLE -> table(result.judgements());
                    case JSON -> result.json();
                    case YAML -> YamlText.of(result).strip();
                });
        return result.good() ? 0 : Main.FAILED;
    }

    private RunResult run(ExperimentRunner runner, Experiment experiment) {
        Topology topology = Topology.of(GivenNetwork.or(experiment.topology(switchKind)));
        Provisions provisions = Needs.of(experiment.faults(switchKind), switchKind);
        try (LiveTestbed testbed = LiveTestbed.start(topology, RunDirectory.ofSandbox(), provisions, runner::remark)) {
            return runner.run(testbed);
        }
    }

    private Path defaultDirectory(Experiment experiment) {
        String time = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        return Path.of(
                "slackline-results",
                "%s-%s-%s".formatted(experiment.name(), switchKind.name().toLowerCase(Locale.ROOT), time));
    }

    private static String table(List<Judgement> judgements) {
        return Table.<Judgement>empty()
                .text("RESULT", judgement -> judgement.met() ? "met" : "NOT MET")
                .text("VARIANT", Judgement::variant)
                .text("WHAT", Judgement::what)
                .text("LIMIT", judgement -> judgement.comparison() + " " + number(judgement.limit()))
                .number("VALUE", judgement -> number(judgement.value()))
                .text("UNIT", Judgement::unit)
                .render(judgements)
                .strip();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
