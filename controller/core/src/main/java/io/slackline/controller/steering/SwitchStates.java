package io.slackline.controller.steering;

import io.slackline.api.v1.FlowAffinity;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.controller.device.ArmedHandover;
import io.slackline.controller.device.DesiredState;
import io.slackline.controller.device.DesiredState.Counted;
import io.slackline.controller.device.DesiredState.Host;
import io.slackline.controller.device.NodeBinding;
import io.slackline.controller.device.ServiceKey;
import io.slackline.controller.device.ServiceSteering;
import io.slackline.controller.device.ServiceSteering.Affinity;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Policy;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.model.Steering;
import io.slackline.controller.model.Steering.Offload;
import io.slackline.pipeline.Limits;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.SlackRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the switches shall hold, as a pure function of the model: a restarted controller wants exactly what the one before wanted.
 *
 * @param reportAddress IPv4
 * @param staleness a node whose last report is older is not chosen
 * @param affinityIdle a flow that is idle for so long loses its node
 */
public record SwitchStates(int reportAddress, Duration staleness, Duration affinityIdle) {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int NO_OFFLOAD_GROUP = 0;
    /** A cold start costs more than so little slack is worth. */
    private static final int WARM_MARGIN_MILLICORES = 64;

    /** Functions that nobody serves yet are not on the switches. */
    public DesiredState of(Snapshot snapshot) {
        Set<Integer> addresses = new HashSet<>();
        addresses.add(reportAddress);
        Map<Integer, ServiceSteering> services = new HashMap<>();
        Set<Counted> counted = new HashSet<>();
        for (var function : snapshot.functions().values()) {
            int slot = function.spec().getSlot();
            if (!function.steering().candidates().isEmpty()) {
                services.put(slot, steering(snapshot, function));
                addresses.add(IpV4.parse(function.spec().getAddress().getIp()));
            }
            for (var node : function.assignments().keySet()) {
                counted.add(new Counted(slot, index(snapshot, node)));
            }
        }
        return new DesiredState(
                addresses, hosts(snapshot), bindings(snapshot), services, prepared(snapshot), armed(snapshot), counted);
    }

    /** What the migrations that are warming will flip to. */
    private Set<ServiceSteering> prepared(Snapshot snapshot) {
        return snapshot.openMigrations().stream()
                .filter(migration -> migration.state().beforeSwitching())
                .map(migration -> steering(
                        snapshot,
                        snapshot.function(migration.function())
                                .orElseThrow()
                                .withSteering(migration.plan().after())))
                .collect(Collectors.toSet());
    }

    /** What the source of each migration that is syncing may fire, wherever its packets arrive. */
    private static Set<ArmedHandover> armed(Snapshot snapshot) {
        return snapshot.openMigrations().stream()
                .filter(migration -> migration.state() == MigrationState.SYNCING)
                .flatMap(migration -> {
                    var source = snapshot.node(migration.from()).orElseThrow();
                    return source.attachments().stream()
                            .map(attachment -> new ArmedHandover(
                                    attachment.switchName(),
                                    migration.plan().specAfter().getSlot(),
                                    migration.plan().after().epoch() & 0xFFFF,
                                    attachment.port(),
                                    source.token(),
                                    index(snapshot, migration.to())));
                })
                .collect(Collectors.toSet());
    }

    /** The function must have candidates. */
    public ServiceSteering steering(Snapshot snapshot, FunctionEntry function) {
        var spec = function.spec();
        return new ServiceSteering(
                key(spec.getAddress()),
                spec.getSlot(),
                function.steering().epoch(),
                affinity(spec),
                affinityIdle,
                pick(snapshot, function.steering(), rules(snapshot.policy(), spec, function.steering())));
    }

    private static Affinity affinity(FunctionSpec spec) {
        boolean datagrams = spec.getAddress().getProtocol() == Protocol.UDP;
        return datagrams && spec.getAffinity() != FlowAffinity.KEEP_FLOWS ? Affinity.NONE : Affinity.FLOW;
    }

    private static SlackRules rules(Policy policy, FunctionSpec spec, Steering steering) {
        var rules = SlackRules.standard()
                .withMinSlack(
                        policy.floorMillicores(spec),
                        steering.offload().map(Offload::group).orElse(NO_OFFLOAD_GROUP));
        return spec.getSlot() <= Limits.LAST_WARM_SLOT ? rules.withWarmMargin(WARM_MARGIN_MILLICORES) : rules;
    }

    private Pick pick(Snapshot snapshot, Steering steering, SlackRules rules) {
        var slots = steering.slots().orElseThrow();
        return switch (steering.mode()) {
            case PINNED ->
                new Pick.Pinned(index(snapshot, steering.candidates().getFirst().node()));
            case SLACK ->
                new Pick.BySlack(
                        slots,
                        staleness,
                        rules,
                        steering.offload().map(Offload::slots).orElse(List.of()));
            case SHARE -> new Pick.ByShare(slots);
            case STEERING_MODE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalStateException("a stored steering always has a mode, got " + steering.mode());
        };
    }

    private static Map<String, Host> hosts(Snapshot snapshot) {
        return snapshot.nodes().values().stream()
                .collect(Collectors.toMap(
                        NodeEntry::name,
                        node -> new Host(
                                node.index(),
                                MacAddress.parse(node.description().getDataMac())
                                        .bits())));
    }

    private static Set<NodeBinding> bindings(Snapshot snapshot) {
        Set<NodeBinding> bindings = new HashSet<>();
        for (var node : snapshot.nodes().values()) {
            for (var attachment : node.attachments()) {
                bindings.add(new NodeBinding(
                        attachment.switchName(), attachment.port(), node.index(), node.token(), attachment.mac()));
            }
        }
        return bindings;
    }

    private static ServiceKey key(ServiceAddress address) {
        int protocol = address.getProtocol() == Protocol.UDP ? UDP : TCP;
        return new ServiceKey(IpV4.parse(address.getIp()), protocol, address.getPort());
    }

    private static int index(Snapshot snapshot, String node) {
        return snapshot.node(node).orElseThrow().index();
    }
}
