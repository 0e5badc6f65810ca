package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.common.config.ConfigWriter;
import io.slackline.common.output.Table;
import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.Experiment.Size;
import io.slackline.testbed.experiment.Shipped;
import io.slackline.testbed.experiment.VariantConfig;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code experiment list|run|…}. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Experiments from files: a topology, functions, load, events, and what shall hold.",
        subcommands = {
            ExperimentRunCommand.class,
            ExperimentReportCommand.class,
            ExperimentCompareCommand.class,
            ExperimentResultsCommand.class
        })
final class ExperimentCommand {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The experiments that come with Slackline.")
    int list(@Mixin OutputOptions output) {
        List<Row> rows = Shipped.ofThisProject().all().stream().map(Row::of).toList();
        output.print(
                System.out,
                rows,
                Table.<Row>empty()
                        .text("NAME", Row::name)
                        .number("NODES", Row::nodes)
                        .text("VARIANTS", row -> String.join(", ", row.variants()))
                        .number("REPETITIONS", Row::repetitions)
                        .text("TITLE", Row::title)
                        .render(rows));
        return 0;
    }

    @Command(
            name = "topology",
            mixinStandardHelpOptions = true,
            description = "Prints an experiment's topology as a topology file (docs/testbed.md).")
    int topology(
            @Parameters(paramLabel = "FILE|NAME", description = "The file, or the name of one that `list` shows.")
                    String fileOrName) {
        System.out.print(
                ConfigWriter.toYaml(Shipped.ofThisProject().find(fileOrName).topology()));
        return 0;
    }

    private record Row(
            String name, String title, String description, int nodes, List<String> variants, int repetitions) {
        static Row of(Experiment experiment) {
            return new Row(
                    experiment.name(),
                    experiment.title(),
                    experiment.description(),
                    experiment.topology().nodes().size(),
                    experiment.variants().stream().map(VariantConfig::name).toList(),
                    experiment.repetitions(Size.SMALL));
        }
    }
}
