package io.slackline.testbed.simulation;

import com.google.protobuf.ByteString;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Register;
import io.slackline.api.v1.Registered;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.config.HostAndPort;
import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.agent.AgentLink;
import io.slackline.controller.agent.AgentSessions;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.agent.FleetListener;
import io.slackline.controller.device.AcceptedHandover;
import io.slackline.controller.device.DesiredState;
import io.slackline.controller.device.DesiredState.Counted;
import io.slackline.controller.device.DeviceListener;
import io.slackline.controller.device.LocalDevices;
import io.slackline.controller.device.PuntedReport;
import io.slackline.controller.device.SwitchView;
import io.slackline.controller.device.Traffic;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.MigrationSettings;
import io.slackline.controller.migration.Parts;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.AssignmentEntry;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.PolicyKey;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.model.Steering;
import io.slackline.controller.node.NodeRegistry;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.policy.Policies;
import io.slackline.controller.steering.IpV4;
import io.slackline.controller.steering.Steerings;
import io.slackline.controller.steering.SwitchStates;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.store.Draft;
import io.slackline.controller.store.Store;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.PuntedPacket;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The controller's own parts, put together as in {@link io.slackline.controller.Controller}, but for what talks to the outside: agents are reached by links in
 * virtual time, the one switch is written directly, and what agents measure is asked for when somebody wants to know it.
 */
final class SimulatedController implements AutoCloseable {
    static final String STORE = "controller.mv";
    static final String SWITCH = "s1";
    static final int REPORT_ADDRESS = Ipv4.parse("10.99.0.1");
    static final int FUNCTION_PORT = 9000;

    private static final int LAST_PORT = 510;
    private static final int FIRST_SERVICE_ADDRESS = Ipv4.parse("10.99.1.1");
    private static final int CONTROLLER_HEADER = 3;
    private static final int BOOT_EPOCH = 1;
    private static final Duration AFFINITY_IDLE = Duration.ofMinutes(5);
    private static final Duration DRAIN_DEADLINE = Duration.ofSeconds(5);
    private static final MigrationSettings PATIENCE = new MigrationSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final VirtualLoop loop;
    private final VirtualTimekeeper time;
    private final VirtualSwitch device;
    private final Plan plan;
    private final Store store;
    private final Cluster cluster;
    private final AgentSessions sessions;
    private final LocalDevices devices;
    private final NodeRegistry registry;
    private final MigrationEngine engine;
    private final Policies policies;
    private final Map<String, SimulatedNode> nodes = new HashMap<>();

    /** @param directory empty, for the controller's store */
    SimulatedController(VirtualLoop loop, VirtualSwitch device, Plan plan, Path directory) {
        this.loop = loop;
        this.device = device;
        this.plan = plan;
        time = new VirtualTimekeeper(loop);
        store = Store.open(directory.resolve(STORE));
        cluster = new Cluster(store);
        var events = new EventLog(time);
        var states = new SwitchStates(REPORT_ADDRESS, plan.staleness(), AFFINITY_IDLE);
        sessions = new AgentSessions(cluster, events, time);
        devices = new LocalDevices(
                new SwitchConfig(
                        SWITCH,
                        new HostAndPort("127.0.0.1", 9559),
                        1,
                        IntStream.rangeClosed(1, LAST_PORT)
                                .filter(port -> port != 255)
                                .boxed()
                                .toList(),
                        255),
                device.pipeline(),
                device,
                time,
                plan.network().write(),
                DesiredState.empty(REPORT_ADDRESS),
                this::traffic);
        cluster.listen((before, after) -> tellSwitch(states, before, after));
        var fleet = new MeasuredFleet();
        engine = new MigrationEngine(
                new Parts(cluster, fleet, devices, states, events, time, PATIENCE), _ -> time.owner());
        sessions.listen(new Wakeups());
        var tokens = new SplittableRandom(plan.seed());
        registry =
                new NodeRegistry(cluster, events, time, () -> tokens.nextInt(1, Integer.MAX_VALUE), devices.lastNode());
        var placer = new Placer(fleet);
        var plans = new Plans(placer, DRAIN_DEADLINE);
        policies = new Policies(cluster, fleet, devices, placer, plans, engine, events, time);
        device.onPacketIn(this::packetIn);
    }

    private void tellSwitch(SwitchStates states, Snapshot before, Snapshot after) {
        if (!before.functions().equals(after.functions())
                || !before.nodes().equals(after.nodes())
                || !before.policy().equals(after.policy())) {
            devices.setDesired(states.of(after));
        }
    }

    /** Begins with no nodes and no functions. */
    void start() {
        devices.start(new SwitchEvents());
        if (!plan.policy().isEmpty()) {
            cluster.change(draft -> draft.put(draft.snapshot().policy().with(plan.policy())));
            policies.start();
        }
    }

    /** Takes a node in, as when its agent registers. */
    NodeEntry register(int number, long mac) {
        return registry.register(
                        NodeDescription.newBuilder()
                                .setName(name(number))
                                .setBudgetMillicores((int) Math.round(plan.cores() * 1_000))
                                .setDataMac(text(mac))
                                .setPeerAddress(name(number) + ":9701")
                                .build(),
                        BOOT_EPOCH)
                .node();
    }

    static String name(int number) {
        return "n" + number;
    }

    private static String text(long mac) {
        var text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append("%02x".formatted(mac >>> shift & 0xFF)).append(shift == 0 ? "" : ":");
        }
        return text.toString();
    }

    /** The node's agent has a stream from now on. After all have registered: each registration is told to all that have one. */
    void attach(NodeEntry entry, SimulatedNode node) {
        nodes.put(entry.name(), node);
        sessions.attach(
                entry,
                new Link(node),
                Registered.getDefaultInstance(),
                Register.newBuilder().setBootEpoch(BOOT_EPOCH).build());
    }

    /** A status of an agent is under way. */
    void told(String node, FunctionStatus status) {
        loop.after(plan.network().control().toNanos(), () -> sessions.reported(node, status));
    }

    /** Deploys all functions at once, each on nodes drawn at random. */
    void deploy() {
        var random = new SplittableRandom(plan.seed() + 2);
        cluster.change(draft -> {
            for (int slot = 0; slot < plan.functions(); slot++) {
                draft.put(function(draft, slot, drawn(random)));
            }
        });
    }

    private List<String> drawn(SplittableRandom random) {
        var chosen = new ArrayList<String>();
        while (chosen.size() < plan.candidates() + plan.offload()) {
            var name = name(1 + random.nextInt(plan.nodes()));
            if (!chosen.contains(name)) {
                chosen.add(name);
            }
        }
        return chosen;
    }

    private FunctionEntry function(Draft draft, int slot, List<String> hosts) {
        var spec = FunctionSpec.newBuilder()
                .setName("f" + slot)
                .setVersion(1)
                .setSlot(slot)
                .setMemoryMib(plan.memoryMib())
                .setConcurrency(plan.concurrency())
                .setMinSlackMillicores(plan.minSlackMillicores());
        spec.getAddressBuilder().setIp(address(slot)).setPort(FUNCTION_PORT).setProtocol(Protocol.UDP);
        var assignments = new TreeMap<String, AssignmentEntry>();
        hosts.forEach(host -> assignments.put(host, AssignmentEntry.serve(draft.nextGeneration())));
        var mode = switch (plan.steering()) {
            case PINNED -> SteeringMode.PINNED;
            case SLACK -> SteeringMode.SLACK;
            case SHARE -> SteeringMode.SHARE;
        };
        var steering = Steerings.next(
                draft,
                Steering.none(mode),
                mode,
                Steerings.equal(hosts.subList(0, plan.candidates())),
                hosts.subList(plan.candidates(), hosts.size()));
        return new FunctionEntry(spec.build(), steering, assignments, time.micros());
    }

    static int serviceAddress(int slot) {
        return FIRST_SERVICE_ADDRESS + slot;
    }

    static String address(int slot) {
        return IpV4.format(serviceAddress(slot));
    }

    /** Migrations by the state that they are in. */
    Map<String, Integer> migrations() {
        var counted = new TreeMap<String, Integer>();
        cluster.snapshot()
                .migrations()
                .values()
                .forEach(migration -> counted.merge(migration.state().name(), 1, Integer::sum));
        return counted;
    }

    private Traffic traffic() {
        if (!cluster.snapshot().policy().isOn(PolicyKey.FOLLOW_TRAFFIC)) {
            return Traffic.NONE;
        }
        var steered = new HashMap<Counted, Long>();
        for (var entry : device.entries("steered")) {
            var key = entry.key().fields();
            entry.cells()
                    .counter()
                    .ifPresent(counter ->
                            steered.put(new Counted(exact(key.get(0)), exact(key.get(1))), counter.packets()));
        }
        return new Traffic(Map.of(), steered);
    }

    private static int exact(MatchValue value) {
        return value instanceof MatchValue.Exact(BigInteger exact) ? exact.intValue() : 0;
    }

    private void packetIn(byte[] packet) {
        int port = (packet[0] & 0xFF) << 8 | (packet[1] & 0xFF);
        Cause.of(packet[2] & 0xFF).ifPresent(cause -> {
            var frame = ByteString.copyFrom(packet, CONTROLLER_HEADER, packet.length - CONTROLLER_HEADER);
            loop.after(plan.network().control().toNanos(), () -> devices.punted(new PuntedPacket(port, cause, frame)));
        });
    }

    @Override
    public void close() {
        store.close();
    }

    private final class Link implements AgentLink {
        private final SimulatedNode node;

        Link(SimulatedNode node) {
            this.node = node;
        }

        @Override
        public void send(Registered registered) {}

        @Override
        public void send(Assignments assignments) {
            loop.after(plan.network().control().toNanos(), () -> node.host(assignments));
        }

        @Override
        public void close(SlacklineException reason) {}
    }

    /** What agents said last; what they measured, as they measured it last. */
    private final class MeasuredFleet implements Fleet {
        @Override
        public Optional<Reported> reported(String node, String function) {
            return sessions.reported(node, function);
        }

        @Override
        public Optional<NodeMetrics> metrics(String node) {
            return Optional.ofNullable(nodes.get(node)).map(simulated -> simulated.metrics(time.micros()));
        }

        @Override
        public OptionalLong awaySinceNanos(String node) {
            return sessions.awaySinceNanos(node);
        }

        @Override
        public long lastSeenMicros(String node) {
            return sessions.lastSeenMicros(node);
        }
    }

    private final class Wakeups implements FleetListener {
        @Override
        public void functionReported(String node, String function) {
            engine.functionReported(function);
        }

        @Override
        public void nodeReturned(String node) {
            engine.nodeReturned();
        }

        @Override
        public void nodeLost(String node) {
            engine.nodeLost();
        }
    }

    private final class SwitchEvents implements DeviceListener {
        @Override
        public void onUnknownReporter(String switchName, PuntedReport report) {
            registry.reported(switchName, report);
        }

        @Override
        public void onHandover(String switchName, AcceptedHandover handover) {
            engine.handedOver(switchName, handover);
        }

        @Override
        public void onReady(SwitchView view) {}

        @Override
        public void onLost(String switchName, String reason) {}
    }
}
