package io.slackline.testbed.bench.nemo;

import io.slackline.testbed.bench.Benchmark;
import io.slackline.testbed.bench.Figure;
import io.slackline.testbed.bench.Figure.Baseline;
import io.slackline.testbed.bench.Figure.Better;
import io.slackline.testbed.nf.NfKind;
import io.slackline.testbed.nf.Traffic.Window;
import io.slackline.testbed.workload.Invocation;
import io.slackline.testbed.workload.Mix;
import io.slackline.testbed.workload.WorkloadFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Figures 10 to 14 of the NEMO paper in one run. For each network function in turn: single invocations, cold and warm, with and without harvesting, then the
 * same stream of requests to straight co-location, to the agent, and to the agent on a machine without packets, in an order that changes from
 * network function to network function; the network function alone is measured in between.
 */
public final class NemoBenchmark implements Benchmark {
    private static final String COMMAND = "slackline bench nemo";

    /** The paper's functions, which figures 10 to 13 show. */
    private static final List<WorkloadFunction> SINGLE = List.of(
            WorkloadFunction.MARKDOWN_HTML,
            WorkloadFunction.IMG_RESIZE,
            WorkloadFunction.SENTIMENT,
            WorkloadFunction.OCR_IMG);

    private static final double LINK_BITS_PER_SECOND = 1e9;
    /** Preamble, check sequence and gap of each frame on the wire. */
    private static final int WIRE_BYTES = 24;

    private static final int STREAM_FRAME_BYTES = 1514;
    private static final List<Integer> FRAME_BYTES = List.of(1038, 1514);
    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final Duration NF_WARM_UP = Duration.ofMillis(2500);
    private static final int CONCURRENCY = 3;
    private static final long SEED = 20_211_201;

    /**
     * How much is measured.
     *
     * @param requestsPerSecond of the streams
     * @param stream length of each
     * @param alone how long the network function is measured alone, each time
     * @param repetitions of single invocations
     * @param networkFunctions one round each
     * @param mix of the streams
     */
    public record Plan(
            double requestsPerSecond,
            Duration stream,
            Duration alone,
            int repetitions,
            List<NfKind> networkFunctions,
            MixKind mix,
            Optional<Path> report) {

        /** The whole experiment. */
        public static Plan whole(MixKind mix, Optional<Path> report) {
            return new Plan(
                    14, Duration.ofSeconds(10), Duration.ofSeconds(3), 2, List.of(NfKind.values()), mix, report);
        }

        /** Enough to see that it works. */
        public static Plan brief(MixKind mix, Optional<Path> report) {
            return new Plan(10, Duration.ofSeconds(2), Duration.ofSeconds(1), 1, List.of(NfKind.FIREWALL), mix, report);
        }
    }

    /** Which functions a stream calls. */
    public enum MixKind {
        /** All alike, as in the paper. */
        EQUAL,
        /** Few functions often, some requests long, as in a public trace: {@link Mix#trace}. */
        TRACE;

        Mix of(List<WorkloadFunction> functions) {
            return switch (this) {
                case EQUAL -> Mix.equal(functions);
                case TRACE -> Mix.trace(functions, SEED);
            };
        }
    }

    private enum Way {
        CO_LOCATION,
        NEMO,
        NATIVE
    }

    private final Plan plan;
    private final List<Cell> cells = new ArrayList<>();
    private final NfFigures alone = new NfFigures();
    private final NfFigures besideNemo = new NfFigures();
    private final NfFigures besideCoLocation = new NfFigures();
    private final List<Double> harvestedShares = new ArrayList<>();

    public NemoBenchmark(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "nemo";
    }

    @Override
    public String description() {
        return "functions on the slack of network functions: figures 10 to 14 of the NEMO paper";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        try (Rig rig = new Rig(progress)) {
            for (Setting setting : Setting.values()) {
                progress.accept("starting the agent for " + setting.agentName());
                rig.startAgent(setting);
            }
            warmUp(rig);
            for (int round = 0; round < plan.networkFunctions().size(); round++) {
                NfKind kind = plan.networkFunctions().get(round);
                progress.accept(kind.functionName() + ": starting");
                rig.runNetworkFunction(kind);
                rig.load(STREAM_FRAME_BYTES, rate(STREAM_FRAME_BYTES));
                rig.sleep(NF_WARM_UP);
                single(rig, kind, progress);
                streams(rig, kind, round, progress);
            }
        }
        plan.report().ifPresent(directory -> NemoReport.write(directory, cells));
        return figures();
    }

    private static double rate(int frameBytes) {
        return LINK_BITS_PER_SECOND / 8 / (frameBytes + WIRE_BYTES);
    }

    /** All code paths of agents and client, and the pages of every function. */
    private static void warmUp(Rig rig) {
        for (Setting setting : Setting.values()) {
            for (WorkloadFunction function : rig.functions()) {
                rig.callers(setting).call(function, 0);
                rig.callers(setting).call(function, 1);
            }
        }
    }

    /** Figures 10 to 13: one invocation at a time. */
    private void single(Rig rig, NfKind kind, Consumer<String> progress) {
        List<WorkloadFunction> functions =
                SINGLE.stream().filter(rig.functions()::contains).toList();
        for (int frameBytes : FRAME_BYTES) {
            progress.accept(
                    "%s: single invocations beside packets of %d bytes".formatted(kind.functionName(), frameBytes));
            rig.load(frameBytes, rate(frameBytes));
            for (Setting setting : Setting.values()) {
                rig.giveNetworkFunctionTo(setting);
                invoke(rig, setting, functions, kind.functionName(), frameBytes, setting.agentName());
            }
        }
        rig.leaveNetworkFunctionAlone();
        rig.silence();
        rig.sleep(SETTLE);
        invoke(rig, Setting.WARM, functions, Cell.NONE, 0, "native-warm");
        invoke(rig, Setting.COLD, functions, Cell.NONE, 0, "native-cold");
        rig.load(STREAM_FRAME_BYTES, rate(STREAM_FRAME_BYTES));
    }

    private void invoke(
            Rig rig, Setting setting, List<WorkloadFunction> functions, String nf, int frameBytes, String way) {
        Callers callers = rig.callers(setting);
        if (setting.warm()) {
            functions.forEach(function -> callers.call(function, 0));
        }
        rig.sleep(SETTLE);
        rig.window();
        NfFigures figures = new NfFigures();
        List<List<Sample>> samples = new ArrayList<>();
        functions.forEach(_ -> samples.add(new ArrayList<>()));
        for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
            for (int i = 0; i < functions.size(); i++) {
                samples.get(i).add(callers.call(functions.get(i), repetition % WorkloadFunction.USUAL_CASES));
            }
        }
        figures.add(rig.window());
        for (int i = 0; i < functions.size(); i++) {
            cells.add(new Cell(nf, frameBytes, way, functions.get(i).functionName(), samples.get(i), figures));
        }
    }

    /** Figure 14, and the share of idle cycles. */
    private void streams(Rig rig, NfKind kind, int round, Consumer<String> progress) {
        List<Invocation> stream = plan.mix()
                .of(rig.functions())
                .poisson(plan.requestsPerSecond(), plan.stream().toNanos(), SEED + round);
        List<Way> order = new ArrayList<>(List.of(Way.values()));
        Collections.rotate(order, round);
        double idleAlone = alone(rig);
        for (Way way : order) {
            progress.accept("%s: the stream, %s".formatted(kind.functionName(), words(way)));
            switch (way) {
                case CO_LOCATION -> {
                    rig.giveNetworkFunctionTo(Setting.CO_LOCATION);
                    stream(rig, Setting.CO_LOCATION, stream, kind, words(way), besideCoLocation);
                }
                case NEMO -> {
                    rig.giveNetworkFunctionTo(Setting.NEMO);
                    stream(rig, Setting.NEMO, stream, kind, words(way), besideNemo);
                }
                case NATIVE -> {
                    rig.leaveNetworkFunctionAlone();
                    rig.silence();
                    rig.sleep(SETTLE);
                    cells.add(new Cell(
                            Cell.NONE,
                            0,
                            words(way),
                            Cell.MIXED,
                            rig.callers(Setting.NEMO).stream(stream),
                            new NfFigures()));
                    rig.load(STREAM_FRAME_BYTES, rate(STREAM_FRAME_BYTES));
                }
            }
        }
        idleAlone = Math.max(idleAlone, alone(rig));
        harvest(rig, idleAlone, progress);
    }

    private static String words(Way way) {
        return switch (way) {
            case CO_LOCATION -> "co-location";
            case NEMO -> "nemo";
            case NATIVE -> "native";
        };
    }

    private void stream(Rig rig, Setting setting, List<Invocation> stream, NfKind kind, String way, NfFigures pooled) {
        rig.sleep(SETTLE);
        rig.window();
        List<Sample> samples = rig.callers(setting).stream(stream);
        Window window = rig.window();
        pooled.add(window);
        NfFigures figures = new NfFigures();
        figures.add(window);
        cells.add(new Cell(kind.functionName(), STREAM_FRAME_BYTES, way, Cell.MIXED, samples, figures));
        rig.check();
    }

    /** Measures the network function alone; the share of its core that is idle then. */
    private double alone(Rig rig) {
        rig.leaveNetworkFunctionAlone();
        rig.sleep(SETTLE);
        rig.window();
        CoreClock.Times before = CoreClock.of(Rig.SERVER_CORE);
        rig.sleep(plan.alone());
        CoreClock.Times times = CoreClock.of(Rig.SERVER_CORE).since(before);
        alone.add(rig.window());
        return times.idle() / times.all();
    }

    /**
     * As many requests as the agent admits: which part of the core's time that nobody else wanted went to functions. Otherwise idle is what was idle with the
     * network function alone, or what it leaves idle while it is harvested, whichever is more.
     */
    private void harvest(Rig rig, double idleAlone, Consumer<String> progress) {
        progress.accept("harvesting all there is");
        rig.giveNetworkFunctionTo(Setting.NEMO);
        rig.sleep(SETTLE);
        long agent = rig.agent(Setting.NEMO).pid();
        CoreClock.Times before = CoreClock.of(Rig.SERVER_CORE);
        Map<Long, Double> functionsBefore = CoreClock.ofDescendants(agent);
        rig.window();
        List<Sample> done = rig.callers(Setting.NEMO).saturate(rig.functions(), CONCURRENCY, plan.alone());
        double functions = CoreClock.between(functionsBefore, CoreClock.ofDescendants(agent));
        CoreClock.Times times = CoreClock.of(Rig.SERVER_CORE).since(before);
        besideNemo.add(rig.window());
        double share = functions / times.all();
        double otherwiseIdle = Math.max(idleAlone, times.idle() / times.all() + share);
        harvestedShares.add(share / otherwiseIdle);
        progress.accept("%d invocations; idle alone %.3f, taken by functions %.3f, still idle %.3f"
                .formatted(done.size(), idleAlone, share, times.idle() / times.all()));
    }

    private List<Figure> figures() {
        double nemo = Sample.mean(samplesOf(Way.NEMO));
        double coLocated = Sample.mean(samplesOf(Way.CO_LOCATION));
        double nativeMean = Sample.mean(samplesOf(Way.NATIVE));
        List<Figure> figures = new ArrayList<>();
        figures.add(figure("nemo.stream.latency", nemo, "us", Better.LOWER, "co-location", coLocated, means(Way.NEMO)));
        figures.add(figure(
                "nemo.stream.latency_p99",
                Sample.percentile(samplesOf(Way.NEMO), 0.99),
                "us",
                Better.LOWER,
                "co-location",
                Sample.percentile(samplesOf(Way.CO_LOCATION), 0.99),
                List.of()));
        figures.add(figure(
                "nemo.stream.vs_native",
                nemo / nativeMean,
                "times the native latency",
                Better.LOWER,
                "native",
                1,
                List.of(nemo, nativeMean)));
        figures.add(figure(
                "nemo.nf.throughput",
                besideNemo.deliveredPerSecond(),
                "packets/s",
                Better.HIGHER,
                "NF alone",
                alone.deliveredPerSecond(),
                List.of(besideNemo.offeredPerSecond(), alone.offeredPerSecond())));
        figures.add(figure(
                "nemo.nf.delivered",
                besideNemo.deliveredShare(),
                "of the packets",
                Better.HIGHER,
                "NF alone",
                alone.deliveredShare(),
                List.of()));
        figures.add(figure(
                "nemo.nf.latency_p99",
                besideNemo.p99Micros(),
                "us",
                Better.LOWER,
                "NF alone",
                alone.p99Micros(),
                List.of()));
        figures.add(figure(
                "nemo.co_location.nf.delivered",
                besideCoLocation.deliveredShare(),
                "of the packets",
                Better.HIGHER,
                "NF alone",
                alone.deliveredShare(),
                List.of()));
        figures.add(figure(
                "nemo.co_location.nf.latency_p99",
                besideCoLocation.p99Micros(),
                "us",
                Better.LOWER,
                "NF alone",
                alone.p99Micros(),
                List.of()));
        figures.add(new Figure(
                "nemo.harvest.share",
                harvestedShares.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(Double.NaN),
                "of the otherwise idle cycles",
                Better.HIGHER,
                Optional.empty(),
                harvestedShares,
                COMMAND));
        figures.add(new Figure(
                "nemo.stream.cold_share",
                Sample.coldShare(samplesOf(Way.NEMO)),
                "of the invocations",
                Better.LOWER,
                Optional.of(
                        new Baseline("co-location", OptionalDouble.of(Sample.coldShare(samplesOf(Way.CO_LOCATION))))),
                List.of(),
                COMMAND));
        return figures;
    }

    private static Figure figure(
            String name,
            double value,
            String unit,
            Better better,
            String baseline,
            double baselineValue,
            List<Double> samples) {
        return new Figure(
                name,
                value,
                unit,
                better,
                Optional.of(new Baseline(baseline, OptionalDouble.of(baselineValue))),
                samples,
                COMMAND);
    }

    private List<Sample> samplesOf(Way way) {
        return cellsOf(way).stream().flatMap(cell -> cell.samples().stream()).toList();
    }

    private List<Double> means(Way way) {
        return cellsOf(way).stream().map(Cell::meanMicros).toList();
    }

    private List<Cell> cellsOf(Way way) {
        return cells.stream()
                .filter(cell -> cell.function().equals(Cell.MIXED) && cell.way().equals(words(way)))
                .toList();
    }
}
