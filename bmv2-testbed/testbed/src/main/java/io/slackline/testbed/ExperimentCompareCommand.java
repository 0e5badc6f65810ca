package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.common.output.Json;
import io.slackline.common.output.YamlText;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.results.ComparisonReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code experiment compare}: see {@link ComparisonReport}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Compares two runs: what differs between them, and what of it is more than noise.")
final class ExperimentCompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The run to compare with.")
    @SuppressWarnings("NullAway.Init")
    private Path first;

    @Parameters(index = "1", paramLabel = "DIR", description = "The run that is compared.")
    @SuppressWarnings("NullAway.Init")
    private Path second;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where comparison.html, comparison.csv and the plots go (comparison, in the second DIR).")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        RunResult before = RunResult.read(first);
        RunResult after = RunResult.read(second);
        if (!before.experiment().equals(after.experiment())) {
            System.err.printf("note: %s and %s are different experiments%n", before.experiment(), after.experiment());
        }
        ComparisonReport report = new ComparisonReport(before, after);
        Path directory = out.orElseGet(() -> second.resolve("comparison"));
        report.write(Writable.directory(directory));
        System.out.println(
                switch (output.format()) {
                    case TABLE -> report.table() + "\n" + report.verdict();
                    case JSON -> Json.pretty(report.tree());
                    case YAML -> YamlText.of(report.tree()).strip();
                });
        System.err.println("report: " + directory.resolve("comparison.html"));
        return 0;
    }
}
