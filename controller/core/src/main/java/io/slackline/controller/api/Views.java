package io.slackline.controller.api;

import io.slackline.api.v1.Candidate;
import io.slackline.api.v1.ClassTraffic;
import io.slackline.api.v1.Event;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.FunctionTraffic;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Placement;
import io.slackline.api.v1.PolicySetting;
import io.slackline.api.v1.Steering;
import io.slackline.api.v1.Switch;
import io.slackline.api.v1.SwitchSlack;
import io.slackline.api.v1.Tier;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.device.DesiredState.Counted;
import io.slackline.controller.device.DeviceManager;
import io.slackline.controller.device.NodeProbe;
import io.slackline.controller.device.SwitchView;
import io.slackline.controller.device.Traffic;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Policy;
import io.slackline.controller.model.PolicyKey;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.node.Standby;
import io.slackline.controller.placement.NodeState;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** What the API shows of nodes, functions and switches: the model joined with what agents and switches said last. Sorted by name. */
public final class Views {
    private static final int PROBED_AT_ONCE = 256;

    private final Cluster cluster;
    private final Fleet fleet;
    private final DeviceManager devices;
    private final Timekeeper time;
    private final EventLog events;
    private final Duration reportInterval;
    private final Duration staleness;

    public Views(ControlPlane parts) {
        cluster = parts.cluster();
        fleet = parts.fleet();
        devices = parts.devices();
        time = parts.time();
        events = parts.events();
        reportInterval = parts.reports().interval();
        staleness = parts.reports().staleness();
    }

    /** As the switches see them now. Waits for their answers, a quarter of a second at most. */
    List<Node> nodesProbed() throws InterruptedException {
        var indexes = cluster.snapshot().nodes().values().stream()
                .map(NodeEntry::index)
                .collect(Collectors.toSet());
        return nodes(indexes.size() <= PROBED_AT_ONCE ? answers(indexes) : devices.probes());
    }

    /** As the switches saw them last. */
    public List<Node> nodes() {
        return nodes(devices.probes());
    }

    private List<NodeProbe> answers(Set<Integer> nodes) throws InterruptedException {
        try {
            return devices.probe(nodes).get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<Node> nodes(List<NodeProbe> probes) {
        var snapshot = cluster.snapshot();
        return snapshot.nodes().values().stream()
                .sorted(Comparator.comparing(NodeEntry::name))
                .map(node -> node(snapshot, node, probes))
                .toList();
    }

    /** As the switches see it now. Waits for their answers, a quarter of a second at most. */
    Node nodeProbed(Snapshot snapshot, NodeEntry node) throws InterruptedException {
        return node(snapshot, node, answers(Set.of(node.index())));
    }

    private Node node(Snapshot snapshot, NodeEntry node, List<NodeProbe> probes) {
        var view = Node.newBuilder()
                .setDescription(node.description())
                .setIndex(node.index())
                .setState(state(NodeState.of(node, snapshot, fleet)))
                .setJoinedUs(node.joinedMicros())
                .setLastSeenUs(fleet.lastSeenMicros(node.name()));
        fleet.metrics(node.name())
                .ifPresent(metrics -> view.setSlack(metrics.getSlack())
                        .setHarvest(metrics.getHarvest())
                        .setPool(metrics.getPool())
                        .addAllLinks(metrics.getLinksList()));
        for (var attachment : node.attachments()) {
            view.putSwitchPorts(attachment.switchName(), attachment.port());
        }
        probes.stream()
                .filter(probe -> probe.nodeIndex() == node.index())
                .sorted(Comparator.comparing(NodeProbe::switchName))
                .forEach(probe -> view.addSwitchSlack(atSwitch(probe)));
        snapshot.functions().values().stream()
                .filter(function -> function.assignments().containsKey(node.name()))
                .map(FunctionEntry::name)
                .sorted()
                .forEach(function -> fleet.reported(node.name(), function)
                        .ifPresent(reported -> view.addFunctions(reported.status())));
        return view.build();
    }

    private SwitchSlack atSwitch(NodeProbe probe) {
        var age = probe.age();
        var view = SwitchSlack.newBuilder()
                .setSwitch(probe.switchName())
                .setSlackMillicores(probe.slackMillicores())
                .setStanding(
                        !probe.fit()
                                ? SwitchSlack.Standing.UNFIT
                                : age.compareTo(staleness) > 0 ? SwitchSlack.Standing.STALE : SwitchSlack.Standing.FIT)
                .setSequence(probe.cells().lastSequence())
                .setBootEpoch(probe.cells().bootEpoch())
                .setWarmFunctions(probe.cells().warmFunctions())
                .setReservedMillicores(probe.cells().reservedMillicores())
                .setProbedUs(ChronoUnit.MICROS.between(Instant.EPOCH, probe.at()));
        if (probe.everReported()) {
            view.setAgeUs(age.toNanos() / 1000).setAgePeriods((double) age.toNanos() / reportInterval.toNanos());
        }
        return view.build();
    }

    private static Node.State state(NodeState state) {
        return switch (state) {
            case JOINING -> Node.State.JOINING;
            case READY -> Node.State.READY;
            case DRAINING -> Node.State.DRAINING;
            case DRAINED -> Node.State.DRAINED;
            case AWAY -> Node.State.AWAY;
        };
    }

    public List<Function> functions() {
        var snapshot = cluster.snapshot();
        var traffic = devices.traffic();
        return snapshot.functions().values().stream()
                .sorted(Comparator.comparing(FunctionEntry::name))
                .map(function -> function(snapshot, function, traffic))
                .toList();
    }

    Function function(Snapshot snapshot, FunctionEntry function) {
        return function(snapshot, function, devices.traffic());
    }

    private Function function(Snapshot snapshot, FunctionEntry function, Traffic traffic) {
        var view = Function.newBuilder()
                .setSpec(function.spec())
                .setSteering(steering(function))
                .setMigration(snapshot.openMigrationOf(function.name())
                        .map(Migration::id)
                        .orElse(""))
                .setCreatedUs(function.createdMicros())
                .setMinSlackMillicores(snapshot.policy().floorMillicores(function.spec()))
                .setSteeredPackets(
                        traffic.services().getOrDefault(function.spec().getSlot(), 0L))
                .setOffloadedHorizontalPackets(offloaded(snapshot, function, traffic, Tier.EDGE))
                .setOffloadedVerticalPackets(offloaded(snapshot, function, traffic, Tier.CLOUD));
        function.assignments().forEach((node, assignment) -> {
            var placement = Placement.newBuilder()
                    .setNode(node)
                    .setRole(assignment.role())
                    .setPart(part(function, node))
                    .setSteeredPackets(steered(snapshot, function, traffic, node));
            fleet.reported(node, function.name()).ifPresent(reported -> placement.setStatus(reported.status()));
            view.addPlacements(placement);
        });
        return view.build();
    }

    private static Steering steering(FunctionEntry function) {
        var steering = function.steering();
        var view = Steering.newBuilder()
                .setMode(steering.mode())
                .setEpoch(steering.epoch())
                .addAllOffload(steering.offloadNodes());
        for (var candidate : steering.candidates()) {
            view.addCandidates(Candidate.newBuilder().setNode(candidate.node()).setShare(candidate.share()));
        }
        return view.build();
    }

    private static Placement.Part part(FunctionEntry function, String node) {
        if (function.steering().names(node)) {
            return Placement.Part.CANDIDATE;
        }
        if (function.steering().offloadNodes().contains(node)) {
            return Placement.Part.OFFLOAD;
        }
        return Standby.isOnStandby(function, node) ? Placement.Part.STANDBY : Placement.Part.LEFT;
    }

    private static long steered(Snapshot snapshot, FunctionEntry function, Traffic traffic, String node) {
        int index = snapshot.node(node).orElseThrow().index();
        return traffic.steered().getOrDefault(new Counted(function.spec().getSlot(), index), 0L);
    }

    /** To nodes of the offload group as it is now. */
    private static long offloaded(Snapshot snapshot, FunctionEntry function, Traffic traffic, Tier tier) {
        return function.steering().offloadNodes().stream()
                .filter(node -> snapshot.node(node).orElseThrow().tier() == tier)
                .mapToLong(node -> steered(snapshot, function, traffic, node))
                .sum();
    }

    private static ClassTraffic traffic(Snapshot snapshot, Traffic traffic, FunctionClass functionClass) {
        var functions = snapshot.functions().values().stream()
                .filter(function -> function.spec().getClass_() == functionClass)
                .toList();
        return ClassTraffic.newBuilder()
                .setClass_(functionClass)
                .setFunctions(functions.size())
                .setSteeredPackets(functions.stream()
                        .mapToLong(function ->
                                traffic.services().getOrDefault(function.spec().getSlot(), 0L))
                        .sum())
                .setOffloadedHorizontalPackets(functions.stream()
                        .mapToLong(function -> offloaded(snapshot, function, traffic, Tier.EDGE))
                        .sum())
                .setOffloadedVerticalPackets(functions.stream()
                        .mapToLong(function -> offloaded(snapshot, function, traffic, Tier.CLOUD))
                        .sum())
                .build();
    }

    static io.slackline.api.v1.Policy policy(Policy policy) {
        var view = io.slackline.api.v1.Policy.newBuilder();
        for (var key : PolicyKey.values()) {
            view.addSettings(PolicySetting.newBuilder()
                    .setKey(key.text())
                    .setValue(policy.value(key))
                    .setDefaultValue(key.standard())
                    .setMeaning(key.meaning()));
        }
        return view.build();
    }

    /** For people: what differs. */
    static String changes(Policy before, Policy after) {
        return Arrays.stream(PolicyKey.values())
                .filter(key -> !before.value(key).equals(after.value(key)))
                .map(key -> key.text() + ": " + before.value(key) + " -> " + after.value(key))
                .collect(Collectors.joining(", "));
    }

    public List<Switch> switches() {
        return devices.switches().stream().map(Views::view).toList();
    }

    private static Switch view(SwitchView held) {
        return Switch.newBuilder()
                .setName(held.name())
                .setAddress(held.address())
                .setDeviceId(held.deviceId())
                .setTarget(held.target())
                .setState(
                        switch (held.state()) {
                            case CONNECTING -> Switch.State.CONNECTING;
                            case BACKUP -> Switch.State.BACKUP;
                            case RECONCILING -> Switch.State.RECONCILING;
                            case READY -> Switch.State.READY;
                            case UNREACHABLE -> Switch.State.UNREACHABLE;
                        })
                .setP4RuntimeVersion(held.p4runtimeVersion())
                .setElectionId(held.electionId())
                .putAllEntries(held.entries())
                .putAllCauses(held.causes())
                .setReconciledWrites(held.reconciledWrites())
                .setError(held.error())
                .build();
    }

    /** The latest moves, newest first. */
    public List<io.slackline.api.v1.Migration> latestMigrations(int count) {
        return MigrationView.moves(cluster.snapshot(), "").reversed().stream()
                .limit(count)
                .toList();
    }

    /** Oldest first. */
    public List<Event> latestEvents(int count) {
        return events.latest(count);
    }

    /** Nodes, traffic and classes as they are now. */
    public MetricsSample sample() {
        var snapshot = cluster.snapshot();
        var traffic = devices.traffic();
        var sample = MetricsSample.newBuilder().setAtUs(time.micros()).addAllNodes(nodes());
        snapshot.functions().values().stream()
                .sorted(Comparator.comparing(FunctionEntry::name))
                .forEach(function -> sample.addFunctions(traffic(snapshot, function, traffic)));
        for (var functionClass : List.of(FunctionClass.LATENCY_SENSITIVE, FunctionClass.BEST_EFFORT)) {
            sample.addClasses(traffic(snapshot, traffic, functionClass));
        }
        return sample.build();
    }

    private static FunctionTraffic traffic(Snapshot snapshot, FunctionEntry function, Traffic traffic) {
        var view = FunctionTraffic.newBuilder()
                .setFunction(function.name())
                .setMode(function.steering().mode())
                .setClass_(function.spec().getClass_())
                .addAllOffload(function.steering().offloadNodes());
        for (var node : function.assignments().keySet()) {
            view.putSteeredPackets(node, steered(snapshot, function, traffic, node));
        }
        return view.build();
    }
}
