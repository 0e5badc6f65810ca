package io.slackline.testbed;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.Shipped;
import io.slackline.testbed.results.KeptRuns;
import io.slackline.testbed.results.ResultsPage;
import io.slackline.testbed.topology.SwitchKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code experiment results}: see {@link ResultsPage}. */
@Command(
        name = "results",
        mixinStandardHelpOptions = true,
        description = "Makes the page of measured results from runs.",
        footer = {
            "",
            "Each DIR is a run, or holds runs. They are kept beside the page, in the place of earlier runs of the same experiment on the same switch;",
            "without a DIR the page is made again from those that are kept. --run takes all experiments that come with Slackline anew."
        })
final class ExperimentResultsCommand implements Callable<Integer> {
    private static final String PAGE = "experiments.md";
    private static final String RUNS = "experiments";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Runs to take over.")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--run", description = "First run every experiment at its small size.")
    private boolean run;

    @Option(names = "--switch", paramLabel = "embedded|bmv2", description = "The P4 switch of --run (embedded).")
    private Optional<SwitchKind> switchKind = Optional.empty();

    @Option(names = "--out", paramLabel = "DIR", description = "Where the page is (docs/results of this checkout).")
    private Path out = root().resolve("docs/results");

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (switchKind.isPresent() && !run) {
            throw new ParameterException(spec.commandLine(), "--switch belongs to --run");
        }
        Writable.directory(out);
        List<Path> runs = new ArrayList<>();
        for (Path directory : directories) {
            List<Path> found = KeptRuns.directories(directory);
            if (found.isEmpty()) {
                throw new SlacklineException(Code.NOT_FOUND, "no run.json in " + directory + " or a directory in it");
            }
            runs.addAll(found);
        }
        List<String> without = run ? runAll(runs) : List.of();
        KeptRuns kept = new KeptRuns(Files.createDirectories(out.resolve(RUNS)));
        runs.stream().map(RunResult::read).forEach(kept::keep);
        Path page = out.resolve(PAGE);
        Files.writeString(page, new ResultsPage(kept.all(), RUNS).render());
        System.err.println("page: " + page);
        if (!without.isEmpty()) {
            System.err.println("error: no result of " + String.join(", ", without)
                    + "; what the page shows of them, if anything, is from earlier runs");
            return Main.FAILED;
        }
        return 0;
    }

    /**
     * By the launcher, which gives each a sandbox of its own. A run whose judgements are not met is a result too.
     *
     * @param runs gets the directories of the results
     * @return what left none, with exit codes
     */
    private List<String> runAll(List<Path> runs) throws IOException, InterruptedException {
        Path base = Files.createTempDirectory("slackline-results-");
        List<String> without = new ArrayList<>();
        for (Experiment experiment : Shipped.ofThisProject().all()) {
            Path directory = base.resolve(experiment.name());
            System.err.println("experiment " + experiment.name());
            int exit = new ProcessBuilder(
                            root().resolve("slackline").toString(),
                            "experiment",
                            "run",
                            experiment.name(),
                            "--switch",
                            switchKind.orElse(SwitchKind.EMBEDDED).name().toLowerCase(Locale.ROOT),
                            "--out",
                            directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (Files.exists(directory)) {
                runs.add(directory);
            } else {
                without.add("%s (exit code %d)".formatted(experiment.name(), exit));
            }
        }
        return without;
    }

    private static Path root() {
        return Path.of(System.getProperty("slackline.root", ""));
    }
}
