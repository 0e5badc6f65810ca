package io.slackline.controller.api;

import io.slackline.api.v1.Candidate;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionTraffic;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Placement;
import io.slackline.api.v1.SlackSample;
import io.slackline.api.v1.Steering;
import io.slackline.api.v1.Switch;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.device.DesiredState.Counted;
import io.slackline.controller.device.DeviceManager;
import io.slackline.controller.device.SwitchView;
import io.slackline.controller.device.Traffic;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.placement.NodeState;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;
import java.util.Comparator;
import java.util.List;

/** What the API shows of nodes, functions and switches: the model joined with what agents and switches said last. Sorted by name. */
final class Views {
    private final Cluster cluster;
    private final Fleet fleet;
    private final DeviceManager devices;
    private final Timekeeper time;

    Views(Cluster cluster, Fleet fleet, DeviceManager devices, Timekeeper time) {
        this.cluster = cluster;
        this.fleet = fleet;
        this.devices = devices;
        this.time = time;
    }

    List<Node> nodes() {
        var snapshot = cluster.snapshot();
        return snapshot.nodes().values().stream()
                .sorted(Comparator.comparing(NodeEntry::name))
                .map(node -> node(snapshot, node))
                .toList();
    }

    Node node(Snapshot snapshot, NodeEntry node) {
        var view = Node.newBuilder()
                .setDescription(node.description())
                .setIndex(node.index())
                .setState(state(NodeState.of(node, snapshot, fleet)))
                .setSlack(fleet.metrics(node.name())
                        .map(metrics -> metrics.getSlack())
                        .orElse(SlackSample.getDefaultInstance()))
                .setJoinedUs(node.joinedMicros())
                .setLastSeenUs(fleet.lastSeenMicros(node.name()));
        for (var attachment : node.attachments()) {
            view.putSwitchPorts(attachment.switchName(), attachment.port());
        }
        snapshot.functions().values().stream()
                .filter(function -> function.assignments().containsKey(node.name()))
                .map(FunctionEntry::name)
                .sorted()
                .forEach(function -> fleet.reported(node.name(), function)
                        .ifPresent(reported -> view.addFunctions(reported.status())));
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

    List<Function> functions() {
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
                .setSteeredPackets(
                        traffic.services().getOrDefault(function.spec().getSlot(), 0L));
        function.assignments().forEach((node, assignment) -> {
            var placement = Placement.newBuilder().setNode(node).setRole(assignment.role());
            fleet.reported(node, function.name()).ifPresent(reported -> placement.setStatus(reported.status()));
            view.addPlacements(placement);
        });
        return view.build();
    }

    private static Steering steering(FunctionEntry function) {
        var steering = function.steering();
        var view = Steering.newBuilder().setMode(steering.mode()).setEpoch(steering.epoch());
        for (var candidate : steering.candidates()) {
            view.addCandidates(Candidate.newBuilder().setNode(candidate.node()).setShare(candidate.share()));
        }
        return view.build();
    }

    List<Switch> switches() {
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

    MetricsSample sample() {
        var snapshot = cluster.snapshot();
        var traffic = devices.traffic();
        var sample = MetricsSample.newBuilder().setAtUs(time.micros()).addAllNodes(nodes());
        snapshot.functions().values().stream()
                .sorted(Comparator.comparing(FunctionEntry::name))
                .forEach(function -> sample.addFunctions(traffic(snapshot, function, traffic)));
        return sample.build();
    }

    private static FunctionTraffic traffic(Snapshot snapshot, FunctionEntry function, Traffic traffic) {
        var view = FunctionTraffic.newBuilder()
                .setFunction(function.name())
                .setMode(function.steering().mode());
        for (var node : function.assignments().keySet()) {
            int index = snapshot.node(node).orElseThrow().index();
            view.putSteeredPackets(
                    node,
                    traffic.steered().getOrDefault(new Counted(function.spec().getSlot(), index), 0L));
        }
        return view.build();
    }
}
