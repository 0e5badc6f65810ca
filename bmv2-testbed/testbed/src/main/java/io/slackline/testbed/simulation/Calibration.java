package io.slackline.testbed.simulation;

import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.slack.SlackConfig;
import io.slackline.api.v1.DeployFunctionRequest;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.HostAndPort;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.load.LoadPlan.Arrivals;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.measure.LatencyFigures;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import io.slackline.testbed.workload.WorkloadFunction;
import io.slackline.testbed.workload.WorkloadFunction.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The simulator against the testbed: the same requests at the same times to two nodes, on real packets and processes, and simulated. What the simulator is told
 * comes from a run of its own, with the requests so far apart that none meets another: how long each kind of request takes, and how unsteady that is. What it has
 * to foretell is what becomes of them when they come in a Poisson stream and queue.
 *
 * <p>The function is CPU work of heavy-tailed length, one instance on each node, one request at a time; the switch deals the requests out in turn.
 */
public final class Calibration {
    private static final List<String> NODES = List.of("n1", "n2");
    private static final WorkloadFunction PROGRAM = WorkloadFunction.NBODY;
    /**
     * Of 61 requests so many are of the usual size, twice, four, eight times as large. The switch goes round 64 slots: with a number of cases that divides 64, or is a multiple of it, each
     * case would always meet the same node, and the latencies would depend on how many requests had come before.
     */
    private static final int[] SIZES = {42, 11, 6, 2};

    private static final int CASES = Arrays.stream(SIZES).sum();
    private static final int SOCKETS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int ROUNDS_APART = 5;
    /** All of the agents' pool: there is room for one instance. */
    private static final int MEMORY_MIB = 2_048;
    /** Of an instance's time. */
    private static final double UTILIZATION = 0.4;
    /** One way, over a veth pair. */
    private static final Duration WAY = Duration.ofNanos(15_000);
    /** What agent and client take of a request beside its instance: `bench agent` measures the agent's part. */
    private static final double OVERHEAD_MICROS = 150;

    private final Duration duration;
    private final Consumer<String> progress;

    /**
     * Not begun yet.
     *
     * @param duration of the stream
     */
    public Calibration(Duration duration, Consumer<String> progress) {
        this.duration = duration;
        this.progress = progress;
    }

    /**
     * Both sides.
     *
     * @param requests that both were given
     * @param failed of them on the testbed
     */
    public record Comparison(
            long requests, long failed, double rate, LatencyFigures testbed, SimulationResult simulator) {
        /** Simulated by measured, less 1. */
        public double errorOfP50() {
            return (double) simulator.p50() / testbed.p50() - 1;
        }

        /** Both errors are at most so much, either way. */
        public boolean within(double error) {
            return Math.abs(errorOfP50()) <= error && Math.abs(errorOfP99()) <= error;
        }

        /** Simulated by measured, less 1. */
        public double errorOfP99() {
            return (double) simulator.p99() / testbed.p99() - 1;
        }
    }

    /** Needs namespaces. */
    public Comparison run() {
        RunDirectory directory = RunDirectory.ofSandbox();
        progress.accept("starting " + NODES.size() + " nodes");
        try (LiveTestbed testbed = LiveTestbed.start(
                Topology.of(TopologyConfig.ofNodes(NODES.size(), SwitchKind.EMBEDDED)), directory, progress)) {
            Path cases = writeCases(directory.file("calibration"));
            Function function = deploy(testbed);
            testbed.controlPlaneGivesWay();
            progress.accept("warm-up (not measured)");
            var _ = load(testbed, function, cases, "warm-up", 40, Arrivals.CONSTANT, WARM_UP);
            progress.accept("requests far apart: how long each takes");
            double apart = 8;
            RequestLog alone =
                    load(testbed, function, cases, "alone", apart, Arrivals.CONSTANT, Duration.ofMillis((long)
                            (1_000 * ROUNDS_APART * CASES / apart)));
            Service service = Service.of(alone);
            double rate = NODES.size() * UTILIZATION * 1e6 / service.meanMicros();
            progress.accept("%.1f ms on average; %.0f requests/s for %d s"
                    .formatted(service.meanMicros() / 1e3, rate, duration.toSeconds()));
            RequestLog stream = load(testbed, function, cases, "stream", rate, Arrivals.POISSON, duration);
            progress.accept("the same simulated");
            return compared(stream, service, rate, directory.file("stream.csv"));
        }
    }

    private static Function deploy(LiveTestbed testbed) {
        FunctionSpec spec = FunctionSpec.newBuilder()
                .setName(PROGRAM.functionName())
                .setRuntime("process")
                .addAllCommand(PROGRAM.command())
                .setArtifactName(PROGRAM.artifactName())
                .setConcurrency(1)
                .setMemoryMib(MEMORY_MIB)
                .setAddress(ServiceAddress.newBuilder().setProtocol(Protocol.UDP))
                .build();
        return testbed.control()
                .deploy(
                        PROGRAM.artifact(),
                        DeployFunctionRequest.newBuilder()
                                .setFunction(spec)
                                .setMode(SteeringMode.SHARE)
                                .addAllNodes(NODES)
                                .setWait(true)
                                .build());
    }

    /** Texts and answers, in an order without order that is always the same. */
    private static Path writeCases(Path directory) {
        List<Case> known = PROGRAM.cases(PROGRAM.unpack(directory));
        List<Case> chosen = new ArrayList<>();
        for (int size = 0; size < SIZES.length; size++) {
            for (int i = 0; i < SIZES[size]; i++) {
                chosen.add(known.get(
                        size == 0 ? i % WorkloadFunction.USUAL_CASES : WorkloadFunction.USUAL_CASES + size - 1));
            }
        }
        Collections.shuffle(chosen, new Random(1));
        Path cases = directory.resolve("cases");
        try {
            Files.createDirectories(cases);
            for (int i = 0; i < chosen.size(); i++) {
                Files.writeString(cases.resolve(i + ".txt"), chosen.get(i).request());
                Files.writeString(
                        cases.resolve(i + ".txt.answer"), chosen.get(i).answer());
            }
            return cases;
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write " + cases + ": " + e, e);
        }
    }

    private static RequestLog load(
            LiveTestbed testbed,
            Function function,
            Path cases,
            String name,
            double rate,
            Arrivals arrivals,
            Duration duration) {
        ServiceAddress address = function.getSpec().getAddress();
        LoadRun run = LoadRun.start(
                testbed,
                new LoadPlan(
                        testbed.directory().file(name + ".records"),
                        TIMEOUT,
                        Duration.ofHours(1),
                        1,
                        List.of(new FlowPlan(
                                name,
                                function.getSpec().getName(),
                                FlowKind.UDP,
                                new HostAndPort(address.getIp(), address.getPort()),
                                rate,
                                arrivals,
                                SOCKETS,
                                cases))));
        testbed.supervisor().sleep(duration);
        return run.stop();
    }

    /**
     * How long requests take that meet no other, without what agent, network and client take.
     *
     * @param workMicros measured values, by case
     */
    private record Service(List<List<Double>> workMicros) {
        static Service of(RequestLog alone) {
            List<List<Double>> byCase = new ArrayList<>();
            for (int i = 0; i < CASES; i++) {
                byCase.add(new ArrayList<>());
            }
            for (int id = 0; id < alone.size(); id++) {
                if (alone.outcome(id) == Outcome.OK) {
                    double micros = (alone.completedNanos(id) - alone.intendedNanos(id)) / 1e3;
                    byCase.get(id % CASES).add(Math.max(0, micros - OVERHEAD_MICROS - 4 * WAY.toNanos() / 1e3));
                }
            }
            return new Service(List.copyOf(byCase));
        }

        /** CPU work of a request of this case: one of those that were measured. */
        double drawMicros(int number, RandomGenerator random) {
            List<Double> measured = workMicros.get(number);
            return measured.get(random.nextInt(measured.size()));
        }

        double meanMicros() {
            return workMicros.stream()
                    .flatMap(List::stream)
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
    }

    private Comparison compared(RequestLog stream, Service service, double rate, Path trace) {
        long begin = stream.intendedNanos(0);
        long end = stream.intendedNanos(stream.size() - 1);
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder lines = new StringBuilder("at_ms,function,work_us\n");
        for (int id = 0; id < stream.size(); id++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%.6f,0,%.1f%n",
                    (stream.intendedNanos(id) - begin) / 1e6,
                    service.drawMicros(id % CASES, random)));
        }
        try {
            Files.writeString(trace, lines);
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write " + trace + ": " + e, e);
        }
        Measurement measured = new Measurement(stream);
        Span all = new Span(begin, end + 1);
        SimulationResult simulated =
                Simulation.simulate(plan(trace, Duration.ofNanos(end - begin + 1)), Simulation.Progress.SILENT);
        return new Comparison(
                stream.size(), measured.counts(all).failed(), rate, measured.latencyIn(List.of(all)), simulated);
    }

    private static Plan plan(Path trace, Duration duration) {
        return new Plan(
                "calibration",
                NODES.size(),
                1,
                ConfigLoader.parse("{}", "networkFunctions", NfLoad.class),
                1,
                NODES.size(),
                0,
                Plan.Steering.SHARE,
                1,
                MEMORY_MIB,
                0,
                Map.of(),
                PoolConfig.defaults(),
                ConfigLoader.parse("{}", "slack", SlackConfig.class),
                Distribution.constant(Duration.ZERO),
                Distribution.constant(Duration.ofMillis(25)),
                new Plan.Requests(0, 0, Optional.of(trace)),
                new Plan.Ways(
                        WAY,
                        WAY,
                        Distribution.constant(Duration.ofNanos((long) (OVERHEAD_MICROS * 1_000))),
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(2)),
                Duration.ofMillis(10),
                Duration.ofMillis(30),
                Duration.ofSeconds(5),
                duration,
                1);
    }
}
