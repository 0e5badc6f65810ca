package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.common.config.Durations;
import io.slackline.common.output.Table;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.results.RunReport;
import io.slackline.testbed.simulation.Calibration;
import io.slackline.testbed.simulation.Calibration.Comparison;
import io.slackline.testbed.simulation.Plan;
import io.slackline.testbed.simulation.Shipped;
import io.slackline.testbed.simulation.Simulation;
import io.slackline.testbed.simulation.SimulationResult;
import io.slackline.testbed.simulation.SimulationRun;
import io.slackline.testbed.simulation.SimulationText;
import java.nio.file.Path;
import java.time.Duration;
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

/** {@code simulate FILE|NAME}, {@code simulate list}, {@code simulate compare}, {@code simulate calibrate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        subcommands = {SimulateCommand.ListPlans.class, SimulateCompareCommand.class, SimulateCommand.Calibrate.class},
        description = {
            "Runs controller, switch program and agents' function controllers under virtual time: thousands of nodes, hours of load.",
            "FILE is a plan (docs/simulation.md describes its keys), NAME one that ships.",
        })
final class SimulateCommand implements Callable<Integer> {
    private static final double REPORT_SECONDS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|NAME", arity = "0..1", description = "What is simulated.")
    private Optional<String> plan = Optional.empty();

    @Mixin
    private Changes changes = new Changes();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write run.json and its report there, as experiments do.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        String fileOrName = plan.orElseThrow(() -> new ParameterException(
                spec.commandLine(), "what is to be simulated? A FILE, or one of " + String.join(", ", Shipped.NAMES)));
        Plan chosen = changes.of(Shipped.plan(fileOrName));
        String name = Shipped.nameOf(fileOrName);
        out.ifPresent(Writable::directory);
        SimulationResult result = simulate(name, chosen);
        if (out.isPresent()) {
            write(
                    SimulationRun.of(chosen.title(), List.of(new SimulationRun.Variant(name, chosen, List.of(result)))),
                    out.get());
        }
        System.out.println(SimulationText.of(name, chosen, result, output.format()));
        return result.sent() == result.ok() + result.failed() ? 0 : Main.FAILED;
    }

    /** What the command line says differently from a plan. */
    static final class Changes {
        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Option(
                names = "--duration",
                paramLabel = "TIME",
                description = "Of the requests, instead of the plan's: 10m, 1h.")
        private Optional<String> duration = Optional.empty();

        @Option(
                names = "--seed",
                paramLabel = "N",
                description = "Another draw of all that is random, instead of the plan's.")
        private Optional<Long> seed = Optional.empty();

        Plan of(Plan plan) {
            Plan seeded = seed.map(plan::seeded).orElse(plan);
            try {
                return duration.map(Durations::parse).map(seeded::lasting).orElse(seeded);
            } catch (IllegalArgumentException wrong) {
                throw new ParameterException(spec.commandLine(), "--duration: " + wrong.getMessage(), wrong);
            }
        }
    }

    /** Runs it, and tells how far it is. */
    static SimulationResult simulate(String name, Plan plan) {
        System.err.printf(
                "%s: %s%n%,d nodes join, %,d functions are deployed%n",
                name, plan.title(), plan.nodes(), plan.functions());
        return Simulation.simulate(plan, progress());
    }

    static void write(RunResult run, Path directory) {
        run.write(directory);
        RunReport.write(run, directory);
        System.err.println("report: " + directory.resolve("report.html"));
    }

    /** A line every few seconds. */
    private static Simulation.Progress progress() {
        double[] told = {0};
        return (done, of, requests, wall) -> {
            if (wall / 1e9 - told[0] >= REPORT_SECONDS) {
                told[0] = wall / 1e9;
                System.err.printf(
                        "%3d %%: %,d requests, %.0f s of %.0f s in %.0f s%n",
                        100 * done / of, requests, done / 1e9, of / 1e9, wall / 1e9);
            }
        };
    }

    /** {@code simulate list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "The plans that ship.")
    static final class ListPlans implements Callable<Integer> {
        @Mixin
        private OutputOptions output = new OutputOptions();

        private record Row(String name, int nodes, int functions, String steering, long durationSeconds, String title) {
            static Row of(String name) {
                Plan plan = Shipped.plan(name);
                return new Row(
                        name,
                        plan.nodes(),
                        plan.functions(),
                        plan.steering().name().toLowerCase(Locale.ROOT),
                        plan.duration().toSeconds(),
                        plan.title());
            }
        }

        @Override
        public Integer call() {
            List<Row> rows = Shipped.NAMES.stream().map(Row::of).toList();
            output.print(
                    System.out,
                    rows,
                    Table.<Row>empty()
                            .text("NAME", Row::name)
                            .number("NODES", Row::nodes)
                            .number("FUNCTIONS", Row::functions)
                            .text("STEERING", Row::steering)
                            .number("SECONDS", Row::durationSeconds)
                            .text("TITLE", Row::title)
                            .render(rows));
            return 0;
        }
    }

    /** {@code simulate calibrate}. */
    @Command(
            name = "calibrate",
            mixinStandardHelpOptions = true,
            description =
                    "The same requests on the testbed and simulated: latencies beside each other, with the error.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:p50 and p99 differ by 15 % or less",
                "1:by more, or something broke",
                "2:wrong usage",
                "3:this machine lacks something"
            })
    static final class Calibrate implements Callable<Integer> {
        private static final double TOLERATED = 0.15;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Option(names = "--duration", paramLabel = "S", description = "Seconds of the stream that is compared (60).")
        private int seconds = 60;

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Override
        public Integer call() {
            if (seconds < 1) {
                throw new ParameterException(spec.commandLine(), "--duration: 1 or more seconds are valid");
            }
            Comparison compared = new Calibration(
                            Duration.ofSeconds(seconds), line -> System.err.println("calibrate: " + line))
                    .run();
            System.out.println(SimulationText.of(compared, TOLERATED, output.format()));
            boolean within = compared.within(TOLERATED);
            System.err.printf(
                    "calibrate: the errors of p50 and p99 are %s %.0f %%%n",
                    within ? "within" : "NOT within", 100 * TOLERATED);
            return within ? 0 : Main.FAILED;
        }
    }
}
