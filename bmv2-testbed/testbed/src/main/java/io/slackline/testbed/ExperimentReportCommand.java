package io.slackline.testbed;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.results.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code experiment report}: see {@link RunReport}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Makes the page, tables and plots of runs again from their run.json.")
final class ExperimentReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Directories of runs.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> directories;

    @Override
    public Integer call() {
        for (Path directory : directories) {
            RunReport.write(RunResult.read(directory), directory);
            System.err.println("report: " + directory.resolve("report.html"));
        }
        return 0;
    }
}
