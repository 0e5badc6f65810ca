package io.slackline.testbed.experiment.run;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.Migration;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.experiment.EventConfig;
import io.slackline.testbed.experiment.EventConfig.Failure;
import io.slackline.testbed.experiment.EventConfig.Migrate;
import io.slackline.testbed.experiment.EventConfig.NfLoad;
import io.slackline.testbed.experiment.Experiment.Trial;
import io.slackline.testbed.experiment.FunctionConfig;
import io.slackline.testbed.experiment.FunctionConfig.Copy;
import io.slackline.testbed.experiment.Measure;
import io.slackline.testbed.experiment.run.Evidence.Done;
import io.slackline.testbed.experiment.run.Evidence.SlackPoint;
import io.slackline.testbed.fault.Faults;
import io.slackline.testbed.fault.Injected;
import io.slackline.testbed.fault.LiveTarget;
import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.live.ControlClient.Watch;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.measure.WallClock;
import io.slackline.testbed.observe.Sighting;
import io.slackline.testbed.observe.WireTap;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.NodeHost;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** One repetition of one variant: deploys, loads, lets things happen, gathers, and leaves the bed as it was. */
final class TrialRun {
    private static final Duration MIGRATIONS_LIMIT = Duration.ofSeconds(40);
    private static final int SLACK_INTERVAL_MS = 200;
    private static final Duration REST = Duration.ofMillis(200);

    private final LiveTestbed testbed;
    private final Trial trial;
    private final Set<Measure> measures;
    private final Deployment deployment;
    private final Queue<Done> done = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final Queue<SlackPoint> slack = new ConcurrentLinkedQueue<>();

    TrialRun(LiveTestbed testbed, Trial trial, Set<Measure> measures) {
        this.testbed = testbed;
        this.trial = trial;
        this.measures = measures;
        this.deployment = new Deployment(testbed);
    }

    /**
     * Runs it.
     *
     * @param rehearsals migrations of each function there and back before the measured part
     * @param recordsName of the load's files
     * @param seed of the load's random times
     */
    Evidence run(Duration warmUp, int rehearsals, String recordsName, long seed) {
        ControlClient control = testbed.control();
        control.setPolicy(trial.policy());
        Map<String, Function> functions = deployment.deploy(trial.functions());
        LoadPlanner planner = new LoadPlanner(testbed.directory(), trial, functions);
        LoadRun load = LoadRun.start(testbed, planner.plan(recordsName, seed));
        testbed.supervisor().sleep(warmUp);
        rehearse(rehearsals);
        deployment.prewarm(trial.functions());
        testbed.enforceBudgets();

        WallClock clock = WallClock.now();
        Span measured;
        List<Sighting> sightings;
        Measurement measurement;
        try (Faults faults = new Faults(new LiveTarget(testbed));
                Watch _ = control.watchMetrics(SLACK_INTERVAL_MS, this::noteSlack);
                WatchedWires wires = WatchedWires.of(testbed.topology(), measures)) {
            measured = play(faults);
            // Before the faults are healed: how the testbed puts itself in order is not part of the experiment.
            measurement = new Measurement(load.stop());
            sightings = wires.sightings();
        }
        testbed.awaitReady();
        List<Migration> migrations = ended(clock, measured);
        Evidence evidence = new Evidence(
                trial,
                testbed.topology(),
                measurement,
                measured,
                planner.loadOfFlow(),
                functions,
                migrations,
                List.copyOf(done),
                List.copyOf(refused),
                sightings,
                slack.stream()
                        .filter(point -> measured.contains(point.atNanos()))
                        .toList(),
                clock);
        cleanUp(functions);
        return evidence;
    }

    private void noteSlack(MetricsSample sample) {
        Map<String, Integer> byNode = new LinkedHashMap<>();
        sample.getNodesList()
                .forEach(node -> byNode.put(
                        node.getDescription().getName(), node.getSlack().getSlackMillicores()));
        slack.add(new SlackPoint(System.nanoTime(), byNode));
    }

    /** The tap of this repetition, if any. */
    private record WatchedWires(Optional<WireTap> tap) implements AutoCloseable {
        static WatchedWires of(Topology topology, Set<Measure> measures) {
            boolean wanted = measures.stream().anyMatch(Measure::needsTheWire);
            return new WatchedWires(wanted ? Optional.of(new WireTap(topology)) : Optional.empty());
        }

        List<Sighting> sightings() {
            return tap.map(WireTap::sightings).orElse(List.of());
        }

        @Override
        public void close() {
            tap.ifPresent(WireTap::close);
        }
    }

    /** Every function that one node serves goes to another one and comes back, one after the other. */
    private void rehearse(int times) {
        for (int i = 0; i < times; i++) {
            for (FunctionConfig function : trial.functions()) {
                for (Copy copy : function.deployed()) {
                    if (copy.nodes().size() == 1) {
                        String home = copy.nodes().getFirst();
                        String there = targets(function).findFirst().orElse(deployment.nodeAfter(home));
                        awaitDone(testbed.control().migrate(copy.name(), home, there));
                        awaitDone(testbed.control().migrate(copy.name(), there, home));
                    }
                }
            }
        }
    }

    /** Nodes that events move the function to. */
    private Stream<String> targets(FunctionConfig function) {
        return trial.events().stream()
                .map(EventConfig::migrate)
                .flatMap(Optional::stream)
                .filter(migrate -> migrate.function().equals(function.name()))
                .flatMap(migrate -> migrate.to().stream());
    }

    private void awaitDone(Migration migration) {
        Migration ended = testbed.control().awaitEnd(migration);
        if (ended.getState() != Migration.State.DONE) {
            throw new SlacklineException(
                    Code.INTERNAL,
                    "migration %s of %s rolled back before anything was measured: %s"
                            .formatted(ended.getId(), ended.getFunction(), ended.getReason()));
        }
        testbed.supervisor().sleep(REST);
    }

    /** Lets the events happen at their times; the measured part. */
    private Span play(Faults faults) {
        long start = System.nanoTime();
        long end = start + trial.duration().toNanos();
        try (MigrationSteps steps = new MigrationSteps(testbed.control());
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Occurrence occurrence : Occurrence.of(trial.events())) {
                sleepUntil(start + occurrence.after().toNanos());
                occurrence
                        .when()
                        .ifPresentOrElse(
                                step -> others.execute(() -> {
                                    if (steps.await(step, end)) {
                                        carryOut(occurrence, others, faults);
                                    }
                                }),
                                () -> carryOut(occurrence, others, faults));
            }
            sleepUntil(end);
        }
        return new Span(start, System.nanoTime());
    }

    private void sleepUntil(long nanos) {
        testbed.supervisor().sleep(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
    }

    private void carryOut(Occurrence occurrence, ExecutorService others, Faults faults) {
        long begin = System.nanoTime();
        switch (occurrence.action()) {
            case NfLoad load -> carryOut(load, occurrence.time());
            case Migrate migrate -> others.execute(() -> wish(migrate));
            case Failure failure -> {
                Injected injected = faults.inject(failure.fault());
                failure.lasting()
                        .ifPresent(time -> others.execute(() -> {
                            testbed.supervisor().sleep(time);
                            injected.heal();
                        }));
            }
        }
        done.add(new Done(occurrence, begin, System.nanoTime()));
    }

    private void carryOut(NfLoad load, int time) {
        List<String> loaded = load.loaded(time);
        for (String node : load.nodes()) {
            testbed.networkFunction(node)
                    .load(
                            loaded.contains(node)
                                    ? load.millicores()
                                    : testbed.node(node).config().nfMillicores());
        }
    }

    /** All copies at the same moment. */
    private void wish(Migrate migrate) {
        try (ExecutorService wishes = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Deployment.Move move : deployment.moves(trial.functions(), migrate)) {
                wishes.execute(() -> {
                    try {
                        testbed.control().migrate(move.function(), move.from(), move.to());
                    } catch (SlacklineException e) {
                        refused.add(e.getMessage());
                    }
                });
            }
        } catch (SlacklineException e) {
            refused.add(e.getMessage());
        }
    }

    /** The migrations of the measured part, ended. */
    private List<Migration> ended(WallClock clock, Span measured) {
        testbed.supervisor()
                .await(
                        "all migrations have ended",
                        MIGRATIONS_LIMIT,
                        () -> testbed.control().migrations().stream().allMatch(ControlClient::ended));
        return testbed.control().migrations().stream()
                .filter(migration -> measured.contains(clock.nanoTimeOfEpochMicros(migration.getStartedUs())))
                .toList();
    }

    private void cleanUp(Map<String, Function> functions) {
        for (NodeHost node : testbed.topology().nodes()) {
            testbed.networkFunction(node.name()).load(node.config().nfMillicores());
        }
        functions.keySet().forEach(name -> testbed.control().delete(name));
        testbed.control().resetPolicy(trial.policy().keySet());
    }
}
