package io.slackline.controller.migration;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.Tier;
import io.slackline.controller.agent.FakeFleet;
import io.slackline.controller.device.FakeDevices;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.model.AssignmentEntry;
import io.slackline.controller.model.Attachment;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.model.Steering;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.steering.Steerings;
import io.slackline.controller.steering.SwitchStates;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.store.Store;
import io.slackline.controller.time.FakeTimekeeper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * A controller's migrations with fake agents, switches and time. Nothing happens by itself: {@link #settle} lets every owner do what it can, and a
 * {@link #restart} begins anew from the store's file with all that was in memory lost.
 */
public final class World implements AutoCloseable {
    public static final Duration WARM_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration SYNC_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration LOST_GRACE = Duration.ofSeconds(1);
    public static final Duration RESTART_GRACE = Duration.ofSeconds(10);

    public final FakeTimekeeper time = new FakeTimekeeper();
    public final FakeDevices devices = new FakeDevices();
    public final FakeFleet fleet = new FakeFleet(time);
    public final EventLog events = new EventLog(time);
    public final Placer placer = new Placer(fleet);
    public final Plans plans = new Plans(placer, Duration.ofSeconds(5));

    private final Path file;
    private final Deque<Runnable> work = new ArrayDeque<>();
    private Store store;
    private Cluster cluster;
    private MigrationEngine engine;

    public World(Path directory) {
        file = directory.resolve("controller.mv");
        store = Store.open(file);
        cluster = new Cluster(store);
        engine = newEngine();
    }

    private MigrationEngine newEngine() {
        var states = new SwitchStates(0x0A630001, Duration.ofMillis(30), Duration.ofSeconds(300));
        cluster.listen((_, after) -> devices.setDesired(states.of(after)));
        var settings = new MigrationSettings(WARM_TIMEOUT, SYNC_TIMEOUT, LOST_GRACE, RESTART_GRACE);
        return new MigrationEngine(
                new Parts(cluster, fleet, devices, states, events, time, settings), _ -> new QueuedOwner());
    }

    /** The controller dies and another starts on its file. */
    public void restart() {
        work.clear();
        time.forgetTimers();
        store.close();
        store = Store.open(file);
        cluster = new Cluster(store);
        engine = newEngine();
        engine.resume();
        settle();
    }

    public void settle() {
        while (!work.isEmpty()) {
            work.removeFirst().run();
        }
    }

    public void advance(Duration by) {
        time.advance(by);
        settle();
    }

    public Cluster cluster() {
        return cluster;
    }

    public MigrationEngine engine() {
        return engine;
    }

    public Snapshot snapshot() {
        return cluster.snapshot();
    }

    /** A READY node of the edge with slack. */
    public void node(String name) {
        node(name, Tier.EDGE);
    }

    public void node(String name, Tier tier) {
        int index = snapshot().nodes().size() + 1;
        var description = NodeDescription.newBuilder()
                .setName(name)
                .setTier(tier)
                .setDataMac("02:00:0a:00:01:0" + index)
                .setPeerAddress("10.98.0.1" + index + ":9701")
                .build();
        cluster.change(draft -> draft.put(new NodeEntry(
                description,
                index,
                1000 + index,
                1,
                time.micros(),
                false,
                List.of(new Attachment("s1", index, index)))));
        fleet.slack(name, 500);
    }

    /** A function that the nodes serve already. */
    public void served(String name, SteeringMode mode, String... nodes) {
        cluster.change(draft -> {
            var spec = spec(name).toBuilder()
                    .setSlot(draft.snapshot().functions().size())
                    .setVersion(1);
            spec.getAddressBuilder().setIp("10.99.1." + (spec.getSlot() + 1));
            var assignments = new TreeMap<String, AssignmentEntry>();
            for (var node : nodes) {
                assignments.put(node, AssignmentEntry.serve(draft.nextGeneration()));
            }
            var steering = Steerings.next(draft, Steering.none(mode), mode, Steerings.equal(List.of(nodes)));
            draft.put(new FunctionEntry(spec.build(), steering, assignments, time.micros()));
        });
        for (var node : nodes) {
            says(node, name, InstanceState.WARM);
        }
    }

    public static FunctionSpec spec(String name) {
        return FunctionSpec.newBuilder()
                .setName(name)
                .setRuntime("process")
                .addCommand("serve")
                .setTimeoutMs(2000)
                .setAddress(ServiceAddress.newBuilder()
                        .setIp("10.99.1.1")
                        .setPort(8080)
                        .setProtocol(Protocol.HTTP))
                .build();
    }

    public Migration move(String function, String from, String to) {
        var started = engine.start(draft -> plans.move(draft, function, from, to, 0, Cause.OPERATOR));
        settle();
        return started;
    }

    /** The node's agent reports a state for its present assignment, idle. */
    public void says(String node, String function, InstanceState state) {
        says(node, function, state, 0);
    }

    public void says(String node, String function, InstanceState state, int inFlight) {
        var entry = snapshot().function(function).orElseThrow();
        fleet.report(
                node,
                FunctionStatus.newBuilder()
                        .setFunction(function)
                        .setVersion(entry.spec().getVersion())
                        .setGeneration(entry.assignment(node).orElseThrow().generation())
                        .setState(state)
                        .setInFlight(inFlight)
                        .setError(state == InstanceState.FAILED ? "exit code 1" : "")
                        .build());
        engine.functionReported(function);
        settle();
    }

    public void lose(String node) {
        fleet.lose(node);
        engine.nodeLost();
        settle();
    }

    public void bringBack(String node) {
        fleet.bringBack(node);
        engine.nodeReturned();
        settle();
    }

    public Migration now(Migration migration) {
        return snapshot().migrations().get(migration.number());
    }

    public MigrationState state(Migration migration) {
        return now(migration).state();
    }

    public FunctionEntry function(String name) {
        return snapshot().function(name).orElseThrow();
    }

    /** UNSPECIFIED when the node has nothing of it. */
    public Role role(String node, String function) {
        return function(function).assignment(node).map(AssignmentEntry::role).orElse(Role.ROLE_UNSPECIFIED);
    }

    public List<String> servers(String function) {
        return function(function).steering().nodes();
    }

    @Override
    public void close() {
        store.close();
    }

    private final class QueuedOwner implements Owner {
        @Override
        public void execute(Runnable task) {
            work.addLast(task);
        }

        @Override
        public void close() {}
    }
}
