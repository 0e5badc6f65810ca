package io.slackline.testbed.demo;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.HostAndPort;
import io.slackline.testbed.demo.DemoResult.SlackPoint;
import io.slackline.testbed.demo.DemoResult.StageSpan;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.CommandLineTool;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.load.LoadPlan.Arrivals;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.measure.WallClock;
import io.slackline.testbed.observe.Sighting;
import io.slackline.testbed.observe.SlackShift;
import io.slackline.testbed.observe.WireTap;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One run of the demo. Made for one call of {@link #run}. */
public final class Demo {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int WARM_UP_ROUNDS = 6;
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration MIGRATION_LIMIT = Duration.ofSeconds(30);
    private static final Duration SHIFT_LIMIT = Duration.ofSeconds(5);
    private static final int METRICS_INTERVAL_MS = 200;
    private static final int CONNECTIONS = 16;

    private final DemoOptions options;
    private final LiveDisplay display;
    private final Cast cast;
    private final List<String> remarks = new ArrayList<>();
    private final List<SlackPoint> slack = new CopyOnWriteArrayList<>();
    private final List<StageSpan> stages = new ArrayList<>();
    private final WallClock clock = WallClock.now();

    public Demo(DemoOptions options, LiveDisplay display) {
        this.options = options;
        this.display = display;
        this.cast = Cast.of(options.switchKind(), options.nodes());
    }

    /** Runs it. Errors: whatever kept it from running to its end; lost requests are no error but in the result. */
    public DemoResult run() {
        display.say("starting %d nodes, the %s switch and the controller"
                .formatted(options.nodes(), options.switchKind().name().toLowerCase(java.util.Locale.ROOT)));
        RunDirectory directory = RunDirectory.ofSandbox();
        try (LiveTestbed testbed = LiveTestbed.start(cast.topology(), directory, this::remark)) {
            Function digest = testbed.control()
                    .deploy(SampleFunction.DIGEST, Protocol.HTTP, SteeringMode.PINNED, List.of(cast.home()));
            Function words =
                    testbed.control().deploy(SampleFunction.WORDS, Protocol.UDP, SteeringMode.SLACK, cast.candidates());
            display.say("digest (HTTP, pinned to %s) is at %s, words (UDP, by slack over %s) at %s"
                    .formatted(cast.home(), address(digest), String.join(", ", cast.candidates()), address(words)));
            return measure(testbed, digest, words);
        }
    }

    private void remark(String remark) {
        remarks.add(remark);
        display.say("note: " + remark);
    }

    private DemoResult measure(LiveTestbed testbed, Function digest, Function words) {
        LoadPlan plan = plan(testbed.directory(), digest, words);
        LoadRun load = LoadRun.start(testbed, plan);
        display.follow(load::latest);
        testbed.control().watchMetrics(METRICS_INTERVAL_MS, sample -> noteSlack(sample.getNodesList()));
        warmUp(testbed);

        long start = System.nanoTime();
        int earlier = testbed.control().migrations().size();
        play(testbed, Stage.STEADY, () -> {});
        play(testbed, Stage.MIGRATION, () -> migrateByCommandLine(testbed));
        List<Sighting> seen = new ArrayList<>();
        play(testbed, Stage.SQUEEZE, () -> seen.addAll(squeeze(testbed, words)));
        play(testbed, Stage.DRAIN, () -> drain(testbed));
        play(testbed, Stage.AFTER, () -> {});
        Span measured = new Span(start, System.nanoTime());

        List<Migration> migrations = testbed.control().migrations();
        Measurement measurement = new Measurement(load.stop());
        testbed.throttledNanos().forEach((node, nanos) -> {
            if (nanos > 0) {
                remarks.add("%s waited %d ms for its CPU budget".formatted(node, nanos / 1_000_000));
            }
        });
        List<Migration> counted = migrations.subList(earlier, migrations.size());
        return new DemoResult(
                options,
                measurement,
                measured,
                List.copyOf(stages),
                List.copyOf(counted),
                counted.stream().map(this::window).toList(),
                plan.flows().stream().map(FlowPlan::function).toList(),
                List.copyOf(slack),
                SlackShift.find(seen, ip(words)),
                List.copyOf(remarks));
    }

    private LoadPlan plan(RunDirectory directory, Function digest, Function words) {
        Path cases = directory.file("cases");
        Path digestCases = SampleFunction.DIGEST.writeCases(cases);
        Path wordsCases = SampleFunction.WORDS.writeCases(cases);
        String digestName = digest.getSpec().getName();
        String wordsName = words.getSpec().getName();
        List<FlowPlan> flows = List.of(
                new FlowPlan(
                        "digest, kept-alive HTTP",
                        digestName,
                        FlowKind.HTTP_KEEP_ALIVE,
                        address(digest),
                        options.rate() * 0.45,
                        Arrivals.CONSTANT,
                        CONNECTIONS,
                        digestCases),
                new FlowPlan(
                        "digest, new connections",
                        digestName,
                        FlowKind.HTTP_NEW_CONNECTION,
                        address(digest),
                        options.rate() * 0.1,
                        Arrivals.CONSTANT,
                        1,
                        digestCases),
                new FlowPlan(
                        "words, UDP",
                        wordsName,
                        FlowKind.UDP,
                        address(words),
                        options.rate() * 0.45,
                        Arrivals.CONSTANT,
                        4,
                        wordsCases));
        return new LoadPlan(directory.file("demo.records"), Duration.ofSeconds(5), Duration.ofHours(2), 1, flows);
    }

    /** Load, and some migrations there and back: compilers and caches have then seen every path. Nothing of it is counted as measured. */
    private void warmUp(LiveTestbed testbed) {
        display.stage("warm-up (not measured)");
        testbed.supervisor().sleep(WARM_UP);
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            awaitEnd(testbed, testbed.control().migrate("digest", cast.home(), cast.target()));
            awaitEnd(testbed, testbed.control().migrate("digest", cast.target(), cast.home()));
        }
        testbed.enforceBudgets();
        testbed.supervisor().sleep(SETTLE);
    }

    /** Begins the act, lets it happen and waits until its share of the time is over. */
    private void play(LiveTestbed testbed, Stage stage, Runnable act) {
        long from = System.nanoTime();
        display.stage(stage.label());
        act.run();
        long rest = (long) (options.duration().toNanos() * stage.share()) - (System.nanoTime() - from);
        testbed.supervisor().sleep(Duration.ofNanos(Math.max(0, rest)));
        stages.add(new StageSpan(stage, new Span(from, System.nanoTime())));
    }

    private void migrateByCommandLine(LiveTestbed testbed) {
        List<String> command = List.of("migrate", "digest", "--from", cast.home(), "--to", cast.target());
        display.say("$ slackline " + String.join(" ", command));
        CommandLineTool.run(testbed, command);
        List<Migration> all = testbed.control().migrations();
        awaitEnd(testbed, all.getLast());
    }

    private List<Sighting> squeeze(LiveTestbed testbed, Function words) {
        try (WireTap tap = new WireTap(cast.topology())) {
            testbed.supervisor().sleep(Duration.ofMillis(500));
            display.say("the network functions of %s take %d instead of %d milli-cores"
                    .formatted(cast.squeezed(), Cast.SQUEEZING_NF, cast.calmLoad()));
            testbed.networkFunction(cast.squeezed()).load(Cast.SQUEEZING_NF);
            long deadline = System.nanoTime() + SHIFT_LIMIT.toNanos();
            Optional<SlackShift> shift = Optional.empty();
            while (shift.isEmpty() && System.nanoTime() - deadline < 0) {
                testbed.supervisor().sleep(Duration.ofMillis(200));
                shift = SlackShift.find(tap.sightings(), ip(words));
            }
            display.say(shift.map(found ->
                            "the switch steered the first request away %d µs after the report that fell below another's"
                                    .formatted(found.reportToFirstSteeredMicros()))
                    .orElse("the switch has not steered away within " + SHIFT_LIMIT.toSeconds() + " s"));
            testbed.supervisor()
                    .sleep(Duration.ofNanos((long) (options.duration().toNanos() * Stage.SQUEEZE.share() / 2)));
            testbed.networkFunction(cast.squeezed()).load(cast.calmLoad());
            return tap.sightings();
        }
    }

    private void drain(LiveTestbed testbed) {
        List<String> command = List.of("node", "drain", cast.target());
        display.say("$ slackline " + String.join(" ", command));
        CommandLineTool.run(testbed, command);
        testbed.supervisor()
                .await(
                        cast.target() + " is drained",
                        MIGRATION_LIMIT,
                        () -> testbed.control().nodes().stream()
                                .anyMatch(
                                        node -> node.getDescription().getName().equals(cast.target())
                                                && node.getState() == Node.State.DRAINED));
    }

    private void awaitEnd(LiveTestbed testbed, Migration migration) {
        Migration ended = testbed.control().awaitEnd(migration);
        testbed.supervisor().check();
        if (ended.getState() != Migration.State.DONE) {
            throw new SlacklineException(
                    Code.INTERNAL,
                    "migration %s of %s rolled back: %s"
                            .formatted(ended.getId(), ended.getFunction(), ended.getReason()));
        }
    }

    private void noteSlack(List<Node> nodes) {
        Map<String, Integer> byNode = new LinkedHashMap<>();
        nodes.forEach(node ->
                byNode.put(node.getDescription().getName(), node.getSlack().getSlackMillicores()));
        slack.add(new SlackPoint(System.nanoTime(), byNode));
    }

    private Span window(Migration migration) {
        return new Span(
                clock.nanoTimeOfEpochMicros(migration.getStartedUs()),
                clock.nanoTimeOfEpochMicros(migration.getEndedUs()));
    }

    private static HostAndPort address(Function function) {
        return new HostAndPort(
                function.getSpec().getAddress().getIp(),
                function.getSpec().getAddress().getPort());
    }

    private static int ip(Function function) {
        try {
            return ByteBuffer.wrap(InetAddress.getByName(
                                    function.getSpec().getAddress().getIp())
                            .getAddress())
                    .getInt();
        } catch (UnknownHostException e) {
            throw new SlacklineException(Code.INTERNAL, "the controller gave no IPv4 address: " + e, e);
        }
    }
}
