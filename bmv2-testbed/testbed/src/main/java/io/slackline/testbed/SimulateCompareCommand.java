package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.common.output.Table;
import io.slackline.common.output.YamlText;
import io.slackline.testbed.SimulateCommand.Changes;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.simulation.Plan;
import io.slackline.testbed.simulation.Shipped;
import io.slackline.testbed.simulation.SimulationResult;
import io.slackline.testbed.simulation.SimulationRun;
import io.slackline.testbed.simulation.SimulationRun.Variant;
import io.slackline.testbed.statistics.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate compare}: plans as the variants of one run, with the report of experiments. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Runs several plans, each with several seeds, and reports them as the variants of one experiment.",
            "The first plan is the one that the others are compared with.",
        })
final class SimulateCompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|NAME", arity = "2..*", description = "What is simulated.")
    private List<String> plans = List.of();

    @Mixin
    private Changes changes = new Changes();

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "Of each plan, with seeds from the plan's on (3); fewer than 3 have no confidence intervals.")
    private int repetitions = 3;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where run.json, report.html, CSV files and plots go (slackline-results/PLANS-simulated).")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        if (repetitions < 1) {
            throw new ParameterException(spec.commandLine(), "--repetitions: 1 or more are valid");
        }
        Map<String, Plan> byName = new LinkedHashMap<>();
        for (String fileOrName : plans) {
            if (byName.put(Shipped.nameOf(fileOrName), changes.of(Shipped.plan(fileOrName))) != null) {
                throw new ParameterException(
                        spec.commandLine(), "two plans are called " + Shipped.nameOf(fileOrName) + " in the report");
            }
        }
        Path directory =
                out.orElseGet(() -> Path.of("slackline-results", String.join("-", byName.keySet()) + "-simulated"));
        Writable.directory(directory);
        List<Variant> variants = new ArrayList<>();
        byName.forEach((name, plan) -> variants.add(simulated(name, plan)));
        RunResult run = SimulationRun.of("Simulated: " + String.join(", ", byName.keySet()), variants);
        SimulateCommand.write(run, directory);
        System.out.println(
                switch (output.format()) {
                    case TABLE -> table(variants);
                    case JSON -> run.json();
                    case YAML -> YamlText.of(run).strip();
                });
        return 0;
    }

    private Variant simulated(String name, Plan plan) {
        List<SimulationResult> results = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            results.add(SimulateCommand.simulate(
                    "%s, repetition %d of %d".formatted(name, i + 1, repetitions), plan.seeded(plan.seed() + i)));
        }
        return new Variant(name, plan, results);
    }

    private static String table(List<Variant> variants) {
        return Table.<Variant>empty()
                .text("PLAN", Variant::name)
                .number("REQUESTS", variant -> sum(variant, SimulationResult::sent))
                .number("FAILED", variant -> sum(variant, SimulationResult::failed))
                .text("P50 us", variant -> interval(variant, SimulationResult::p50))
                .text("P99 us", variant -> interval(variant, SimulationResult::p99))
                .render(variants)
                .strip();
    }

    private static String sum(Variant variant, ToLongFunction<SimulationResult> count) {
        return String.format(
                Locale.ROOT,
                "%,d",
                variant.repetitions().stream().mapToLong(count).sum());
    }

    /** The mean, and where 95 % of such means are. */
    private static String interval(Variant variant, ToDoubleFunction<SimulationResult> figure) {
        Sample sample = Sample.ofDurations(
                variant.repetitions().stream().mapToDouble(figure).boxed().toList());
        return String.format(Locale.ROOT, "%.0f", sample.mean())
                + sample.interval()
                        .map(each -> String.format(Locale.ROOT, " [%.0f, %.0f]", each.low(), each.high()))
                        .orElse("");
    }
}
