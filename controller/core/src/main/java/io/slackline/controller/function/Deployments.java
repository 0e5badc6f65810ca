package io.slackline.controller.function;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.OffloadScope;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.Tier;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.artifact.ArtifactStore;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.model.Steering;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.store.Draft;
import io.slackline.controller.time.Timekeeper;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Creates functions, gives them new versions, and deletes them. Safe for use by any thread. */
public final class Deployments {
    private static final int CANCEL_SECONDS = 10;
    /** Of each tier: every one of them keeps an instance. */
    private static final int OFFLOAD_NODES = 4;

    private final Cluster cluster;
    private final ArtifactStore artifacts;
    private final AddressPool addresses;
    private final Placer placer;
    private final Plans plans;
    private final MigrationEngine engine;
    private final EventLog events;
    private final Timekeeper time;

    public Deployments(
            Cluster cluster,
            ArtifactStore artifacts,
            AddressPool addresses,
            Placer placer,
            Plans plans,
            MigrationEngine engine,
            EventLog events,
            Timekeeper time) {
        this.cluster = cluster;
        this.artifacts = artifacts;
        this.addresses = addresses;
        this.placer = placer;
        this.plans = plans;
        this.engine = engine;
        this.events = events;
        this.time = time;
    }

    /**
     * Starts the deployment and returns at once.
     *
     * <p>A function that exists keeps its slot, its address, and, where the request does not say otherwise, its mode and nodes.
     *
     * @param nodes empty: those it has, or where the controller places it
     */
    public Migration deploy(FunctionSpec asked, SteeringMode mode, List<String> nodes, OffloadWish offload) {
        var completed = FunctionSpecs.completed(asked);
        if (!completed.getArtifactSha256().isEmpty() && !artifacts.holds(completed.getArtifactSha256())) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + completed.getName() + ": there is no artifact " + completed.getArtifactSha256()
                            + "; upload it first");
        }
        return engine.start(draft -> {
            var entry = draft.function(completed.getName())
                    .map(known -> checked(known, completed))
                    .orElseGet(() -> created(draft, completed));
            var spec = completed.toBuilder()
                    .setVersion(entry.spec().getVersion() + 1)
                    .setSlot(entry.spec().getSlot())
                    .setAddress(entry.spec().getAddress())
                    .build();
            var chosenMode = mode(entry, mode);
            var chosenNodes = nodes(draft.snapshot(), entry, spec, chosenMode, nodes);
            var chosenOffload = offloadNodes(draft.snapshot(), entry, spec, chosenMode, chosenNodes, offload);
            return plans.deployment(draft, entry, spec, chosenMode, chosenNodes, chosenOffload);
        });
    }

    private FunctionEntry created(Draft draft, FunctionSpec completed) {
        var spec = completed.toBuilder()
                .setVersion(0)
                .setSlot(addresses.freeSlot(draft.snapshot()))
                .setAddress(addresses.assigned(draft.snapshot(), completed))
                .build();
        var entry = new FunctionEntry(spec, Steering.none(SteeringMode.PINNED), new TreeMap<>(), time.micros());
        draft.put(entry);
        return entry;
    }

    private static FunctionEntry checked(FunctionEntry known, FunctionSpec completed) {
        var held = known.spec().getAddress();
        if (!agrees(held, completed.getAddress())) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + known.name() + " has the address " + held.getIp() + ":" + held.getPort() + "/"
                            + held.getProtocol() + " for life; leave it out, or delete the function first");
        }
        return known;
    }

    private static boolean agrees(ServiceAddress held, ServiceAddress asked) {
        return (asked.getIp().isEmpty() || asked.getIp().equals(held.getIp()))
                && (asked.getPort() == 0 || asked.getPort() == held.getPort())
                && ((asked.getIp().isEmpty() && asked.getPort() == 0) || asked.getProtocol() == held.getProtocol());
    }

    private static SteeringMode mode(FunctionEntry entry, SteeringMode asked) {
        return switch (asked) {
            case PINNED, SLACK, SHARE -> asked;
            case STEERING_MODE_UNSPECIFIED -> entry.steering().mode();
            case UNRECOGNIZED ->
                throw new SlacklineException(
                        Code.INVALID_ARGUMENT, "function " + entry.name() + ": mode: expected PINNED, SLACK or SHARE");
        };
    }

    private List<String> nodes(
            Snapshot snapshot, FunctionEntry entry, FunctionSpec spec, SteeringMode mode, List<String> asked) {
        if ((asked.size() > 1 && mode == SteeringMode.PINNED) || asked.size() != new HashSet<>(asked).size()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + entry.name() + ": nodes " + asked
                            + ": expected one node for PINNED, each node once for SLACK and SHARE");
        }
        if (!asked.isEmpty()) {
            return asked;
        }
        var held = entry.steering().nodes();
        if (mode == SteeringMode.PINNED) {
            return List.of(held.isEmpty() ? placer.best(snapshot, spec, List.of()) : held.getFirst());
        }
        if (held.size() > 1) {
            return held;
        }
        var fit = placer.fit(snapshot, spec, List.of());
        var edge = ofTier(snapshot, fit, Tier.EDGE);
        return fit.isEmpty() ? List.of(placer.best(snapshot, spec, List.of())) : edge.isEmpty() ? fit : edge;
    }

    private static List<String> ofTier(Snapshot snapshot, List<String> nodes, Tier tier) {
        return nodes.stream()
                .filter(node -> snapshot.node(node).orElseThrow().tier() == tier)
                .toList();
    }

    /** Errors: INVALID_ARGUMENT, FAILED_PRECONDITION when no node is fit. */
    private List<String> offloadNodes(
            Snapshot snapshot,
            FunctionEntry entry,
            FunctionSpec spec,
            SteeringMode mode,
            List<String> nodes,
            OffloadWish wish) {
        var held = entry.steering().offloadNodes().stream()
                .filter(node -> !nodes.contains(node))
                .toList();
        if (wish.leavesIt()) {
            return mode == SteeringMode.SLACK ? held : List.of();
        }
        if (mode != SteeringMode.SLACK && wish.scope() != OffloadScope.NOWHERE) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + entry.name() + ": offload: expected mode SLACK, got " + mode
                            + "; use OffloadFunction to give a share away");
        }
        if (!wish.nodes().isEmpty()) {
            return named(entry, nodes, wish.nodes());
        }
        var others = placer.fit(snapshot, spec, nodes);
        var neighbours = ofTier(snapshot, others, Tier.EDGE);
        var cloud = ofTier(snapshot, others, Tier.CLOUD);
        var found = switch (wish.scope()) {
            case HORIZONTAL -> neighbours.stream().limit(OFFLOAD_NODES).toList();
            case VERTICAL -> cloud.stream().limit(OFFLOAD_NODES).toList();
            case HORIZONTAL_AND_VERTICAL ->
                Stream.concat(
                                neighbours.stream().limit(OFFLOAD_NODES),
                                cloud.stream().limit(OFFLOAD_NODES))
                        .toList();
            case NOWHERE, OFFLOAD_SCOPE_UNSPECIFIED, UNRECOGNIZED -> List.<String>of();
        };
        if (found.isEmpty() && wish.scope() != OffloadScope.NOWHERE) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + entry.name() + ": no node for its offload group, " + wish.scope() + ": "
                            + (others.isEmpty()
                                    ? placer.reasons(snapshot, spec, nodes)
                                    : "fit are only " + String.join(", ", others)));
        }
        return found;
    }

    private static List<String> named(FunctionEntry entry, List<String> nodes, List<String> asked) {
        if (asked.size() != new HashSet<>(asked).size() || asked.stream().anyMatch(nodes::contains)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + entry.name() + ": offload_nodes " + asked
                            + ": expected each once, and none of its candidates " + nodes);
        }
        return asked;
    }

    /**
     * Who shall take the requests for which no candidate has slack.
     *
     * @param nodes name them; empty: the controller does
     */
    public record OffloadWish(OffloadScope scope, List<String> nodes) {
        /** As it is. */
        public static final OffloadWish NONE = new OffloadWish(OffloadScope.OFFLOAD_SCOPE_UNSPECIFIED, List.of());

        public OffloadWish {
            nodes = List.copyOf(nodes);
        }

        boolean leavesIt() {
            return scope == OffloadScope.OFFLOAD_SCOPE_UNSPECIFIED && nodes.isEmpty();
        }
    }

    /**
     * Takes the function off the switches and the nodes. A deployment under way is cancelled first. May wait for seconds.
     * Errors: NOT_FOUND, FAILED_PRECONDITION when it is on the move.
     */
    public void delete(String name) throws InterruptedException {
        Plans.known(cluster.snapshot(), name);
        var open = cluster.snapshot().openMigrationOf(name);
        if (open.isPresent() && open.get().kind() == Migration.Kind.DEPLOYMENT) {
            cancel(open.get());
        }
        cluster.change(draft -> {
            Plans.known(draft.snapshot(), name);
            MigrationEngine.refuseWhenMoving(draft.snapshot(), name);
            draft.removeFunction(name);
        });
        events.info("function.deleted", name, "taken off all nodes and switches");
    }

    private void cancel(Migration open) throws InterruptedException {
        try {
            engine.cancel(open.number());
            var _ = engine.ended(open).get(CANCEL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + open.function() + " is being deployed (" + open.id()
                            + ") and cannot be stopped now; try again",
                    late);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
