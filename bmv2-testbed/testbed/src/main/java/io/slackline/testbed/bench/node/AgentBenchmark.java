package io.slackline.testbed.bench.node;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.bench.Benchmark;
import io.slackline.testbed.bench.Figure;
import io.slackline.testbed.bench.Figure.Baseline;
import io.slackline.testbed.bench.Figure.Better;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.Priority;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import io.slackline.testbed.statistics.Sample;
import io.slackline.testbed.workload.WorkloadFunction;
import io.slackline.testbed.workload.WorkloadFunction.Case;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * What the agent costs: a warm invocation through its ingress against one to a process of the same function, alternately; cold invocations
 * from the fork server against those of fresh interpreters, alternately; WebAssembly functions per second, and cold ones.
 */
public final class AgentBenchmark implements Benchmark {
    private static final String COMMAND = "slackline bench agent";
    private static final WorkloadFunction FUNCTION = WorkloadFunction.JSON_DUMPS;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WARM_UP = 300;
    private static final int WHOLE_COLD_CALLS = 40;
    private static final int RATE_ROUNDS = 5;
    private static final Duration RATE_ROUND = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final int calls;
    private final int coldCalls;

    /** @param calls of each kind; a fiftieth as many are cold ones, and the other measurements shrink likewise */
    public AgentBenchmark(int calls) {
        this.calls = calls;
        this.coldCalls = Math.max(5, calls / 50);
    }

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public String description() {
        return "what the agent adds to a warm invocation, and what a cold one takes";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        RunDirectory directory = RunDirectory.ofSandbox();
        JavaCommand jvm = JavaCommand.ofThisProcess(directory.temporary());
        try (Supervisor supervisor = new Supervisor(directory.logs());
                AssigningController controller = new AssigningController()) {
            Path unpacked = FUNCTION.unpack(directory.file("workload"));
            Case one = FUNCTION.cases(unpacked).getFirst();
            List<Figure> figures = new ArrayList<>();
            progress.accept("warm invocations, through the agent and straight to a process");
            HttpCalls through = agent("warm", 20, "selfWarmup: true", supervisor, jvm, directory, controller);
            Path socket = directory.file("direct.sock");
            supervisor.start(new ProcessSpec(
                    "direct",
                    Namespace.BASE,
                    List.of(
                            "sh",
                            "-c",
                            "cd \"$0\" && exec \"$@\"",
                            unpacked.toString(),
                            FUNCTION.command().get(0),
                            FUNCTION.command().get(1)),
                    Map.of("SOCKET", socket.toString()),
                    Optional.empty(),
                    Priority.NORMAL));
            supervisor.await("the process listens", LIMIT, () -> Files.exists(socket));
            HttpCalls direct = new HttpCalls(UnixDomainSocketAddress.of(socket));
            alternate(WARM_UP, one, through, direct);
            List<List<Double>> warm = alternate(calls, one, through, direct);
            figures.add(figure(
                    "agent.invoke.added_p50",
                    median(warm.get(0)) - median(warm.get(1)),
                    Better.LOWER,
                    Optional.of(baseline("called directly", median(warm.get(1)))),
                    List.of(median(warm.get(0)))));
            progress.accept("cold invocations, from the fork server and in fresh interpreters");
            HttpCalls forked =
                    agent("forked", 21, "pool: {policy: co-location}", supervisor, jvm, directory, controller);
            HttpCalls fresh = agent(
                    "fresh",
                    22,
                    "pool: {policy: co-location}\nforkServer: {enabled: false}",
                    supervisor,
                    jvm,
                    directory,
                    controller);
            alternate(5, one, forked, fresh);
            List<List<Double>> cold = alternate(coldCalls, one, forked, fresh);
            figures.add(figure(
                    "agent.coldstart.python",
                    median(cold.get(0)),
                    Better.LOWER,
                    Optional.of(baseline("fresh interpreter", median(cold.get(1)))),
                    cold.get(0)));
            WasmMeasurement wasm = new WasmMeasurement(supervisor, jvm, directory, controller);
            progress.accept("WebAssembly: requests per second of an agent on one core");
            List<Double> rates =
                    wasm.rates(RATE_ROUND.multipliedBy(coldCalls).dividedBy(WHOLE_COLD_CALLS), RATE_ROUNDS);
            figures.add(figure("agent.invoke.rate", median(rates), Better.HIGHER, Optional.empty(), rates));
            progress.accept("WebAssembly: first invocations, modules compiled anew and bytecode on the disk");
            WasmMeasurement.FirstCalls first = wasm.firstCalls(coldCalls);
            figures.add(figure(
                    "agent.coldstart.wasm",
                    median(first.cached()),
                    Better.LOWER,
                    Optional.of(baseline("compiled anew", median(first.compiled()))),
                    first.cached()));
            return figures;
        }
    }

    private static HttpCalls agent(
            String name,
            int network,
            String settings,
            Supervisor supervisor,
            JavaCommand jvm,
            RunDirectory directory,
            AssigningController controller) {
        HostedFunctions hosted = new HostedFunctions(controller, name, network, List.of(FUNCTION));
        LoneAgent.start(name, supervisor, jvm, directory, controller, 0, settings);
        supervisor.await("agent " + name + " listens", LIMIT, () -> HttpCalls.listening(hosted.address(FUNCTION)));
        return new HttpCalls(hosted.address(FUNCTION));
    }

    /** Latencies of the one and of the other, in microseconds. */
    private static List<List<Double>> alternate(int count, Case one, HttpCalls first, HttpCalls second) {
        List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < count; i++) {
            micros.get(0).add(timed(one, first));
            micros.get(1).add(timed(one, second));
        }
        return micros;
    }

    private static double timed(Case one, HttpCalls calls) {
        long begin = System.nanoTime();
        HttpCalls.Answer answer;
        try {
            answer = calls.post("1\n" + one.request());
        } catch (IOException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "no answer: " + e, e);
        }
        double micros = (System.nanoTime() - begin) / 1e3;
        if (answer.status() != OK || !answer.body().endsWith("\n" + one.answer())) {
            throw new SlacklineException(Code.INTERNAL, "answered %d: %s".formatted(answer.status(), answer.body()));
        }
        return micros;
    }

    private static double median(List<Double> samples) {
        return Sample.of(samples).median();
    }

    private static Baseline baseline(String name, double value) {
        return new Baseline(name, OptionalDouble.of(value));
    }

    private static Figure figure(
            String name, double value, Better better, Optional<Baseline> baseline, List<Double> samples) {
        String unit = better == Better.LOWER ? "us" : "requests/s";
        return new Figure(name, value, unit, better, baseline, samples, COMMAND);
    }
}
