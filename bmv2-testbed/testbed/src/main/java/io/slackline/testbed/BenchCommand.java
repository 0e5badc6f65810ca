package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.testbed.bench.BenchOutput;
import io.slackline.testbed.bench.Benchmark;
import io.slackline.testbed.bench.Figure;
import io.slackline.testbed.bench.MigrationBenchmark;
import io.slackline.testbed.bench.dataplane.DataplaneBenchmark;
import io.slackline.testbed.bench.nemo.NemoBenchmark;
import io.slackline.testbed.bench.nemo.NemoBenchmark.MixKind;
import io.slackline.testbed.bench.nemo.NemoBenchmark.Plan;
import io.slackline.testbed.bench.node.AgentBenchmark;
import io.slackline.testbed.topology.SwitchKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench [NAME…]}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Runs benchmarks; each prints its baseline, measured in the same run, beside it.")
final class BenchCommand implements Callable<Integer> {
    private static final int LEAST_MIGRATIONS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which ones; all when none is named.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--switch", paramLabel = "embedded|bmv2", description = "The P4 switch (embedded).")
    private SwitchKind switchKind = SwitchKind.EMBEDDED;

    @Option(names = "--migrations", paramLabel = "N", description = "migration: how many (40).")
    private int migrations = 40;

    @Option(names = "--rate", paramLabel = "R", description = "migration: requests per second (500).")
    private double rate = 500;

    @Option(names = "--brief", description = "nemo, agent: just enough to see that they work.")
    private boolean brief;

    @Option(names = "--mix", paramLabel = "equal|trace", description = "nemo: what its streams call (equal).")
    private MixKind mix = MixKind.EQUAL;

    @Option(names = "--report", paramLabel = "DIR", description = "nemo: write nemo.html and nemo.csv there.")
    private Optional<Path> report = Optional.empty();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        if (migrations < LEAST_MIGRATIONS || !(rate > 0)) {
            throw new ParameterException(spec.commandLine(), "--migrations: 2 or more, --rate: more than 0 are valid");
        }
        report.ifPresent(Writable::directory);
        List<Benchmark> all = List.of(
                new MigrationBenchmark(switchKind, migrations, rate),
                new DataplaneBenchmark(),
                new AgentBenchmark(brief ? 200 : 2_000),
                new NemoBenchmark(brief ? Plan.brief(mix, report) : Plan.whole(mix, report)));
        List<Figure> figures = new ArrayList<>();
        for (Benchmark benchmark : chosen(all)) {
            figures.addAll(benchmark.run(line -> System.err.println(benchmark.name() + ": " + line)));
        }
        System.out.println(BenchOutput.of(figures, output.format()));
        return 0;
    }

    private List<Benchmark> chosen(List<Benchmark> all) {
        List<String> known = all.stream().map(Benchmark::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no benchmark \"%s\"; there are: %s"
                                .formatted(
                                        name,
                                        all.stream()
                                                .map(each -> each.name() + " (" + each.description() + ")")
                                                .collect(Collectors.joining(", "))));
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(each -> names.contains(each.name())).toList();
    }
}
