package io.slackline.testbed.results;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.results.RunCharts.Plot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs that the documents show, one directory each. Of a run everything is kept but its series over time, which are most of its volume.
 *
 * @param directory of them all
 */
public record KeptRuns(Path directory) {
    private static final String RUN = "run.json";

    /** By name of the directory. */
    public List<RunResult> all() {
        return directories(directory).stream().map(RunResult::read).toList();
    }

    /** Takes the place of an earlier run of the same experiment on the same switch in the same testbed. */
    public void keep(RunResult run) {
        RunResult kept = withoutSeries(run);
        Path own = directory.resolve(name(run));
        kept.write(own);
        ReportFiles files = new ReportFiles(own);
        plots(kept)
                .forEach(plot -> files.write(plot.file() + ".svg", plot.chart().file()));
    }

    /** Those that are kept with it. */
    static List<Plot> plots(RunResult run) {
        RunCharts charts = new RunCharts(run);
        return Stream.concat(charts.latencyBars().stream(), charts.quantiles(charts.wholeWindows()).stream())
                .toList();
    }

    /** Of its directory. */
    static String name(RunResult run) {
        return RunCharts.fileName(run.experiment(), run.switchKind(), run.testbed());
    }

    /** The directories of runs in a directory, which may be one itself; in the order of their names, which end in their times. */
    public static List<Path> directories(Path directory) {
        if (Files.isRegularFile(directory.resolve(RUN))) {
            return List.of(directory);
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> Files.isRegularFile(child.resolve(RUN)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new SlacklineException(Code.NOT_FOUND, "no runs in %s: %s".formatted(directory, e), e);
        }
    }

    private static RunResult withoutSeries(RunResult run) {
        List<VariantResult> variants = run.variants().stream()
                .map(variant -> new VariantResult(
                        variant.name(),
                        variant.description(),
                        variant.repetitions().stream()
                                .map(KeptRuns::withoutSeries)
                                .toList()))
                .toList();
        return new RunResult(
                run.experiment(),
                run.title(),
                run.description(),
                run.switchKind(),
                run.testbed(),
                run.size(),
                run.started(),
                run.machine(),
                run.reference(),
                run.repetitions(),
                variants,
                run.judgements(),
                run.remarks());
    }

    private static Repetition withoutSeries(Repetition repetition) {
        return new Repetition(
                repetition.requests(), repetition.latencyUs(), repetition.metrics(), List.of(), repetition.events());
    }
}
