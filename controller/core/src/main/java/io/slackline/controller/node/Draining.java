package io.slackline.controller.node;

import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.store.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Empties nodes. Every function that the node serves moves to the fittest other node; where none is fit and others serve it too, they take it over.
 *
 * <p>A drain that would leave a function without a node is refused as a whole, before anything happens: the operator decides. One whose
 * migration rolls back leaves the function where it was, with an event; draining again tries again.
 */
public final class Draining {
    private final Cluster cluster;
    private final NodeRegistry registry;
    private final Placer placer;
    private final Plans plans;
    private final MigrationEngine engine;
    private final EventLog events;
    private final Standby standby;

    public Draining(
            Cluster cluster,
            NodeRegistry registry,
            Placer placer,
            Plans plans,
            MigrationEngine engine,
            EventLog events,
            Standby standby) {
        this.cluster = cluster;
        this.registry = registry;
        this.placer = placer;
        this.plans = plans;
        this.engine = engine;
        this.events = events;
        this.standby = standby;
        cluster.listen(this::tellOfDrained);
    }

    /** Errors: NOT_FOUND, FAILED_PRECONDITION when a function is on the move or has nowhere to go. */
    public List<Migration> drain(String node) {
        var snapshot = cluster.snapshot();
        Placer.known(snapshot, node);
        var served = snapshot.functions().values().stream()
                .filter(function -> function.steering().names(node))
                .toList();
        var offloadedTo = snapshot.functions().values().stream()
                .filter(function -> function.steering().offloadNodes().contains(node))
                .toList();
        served.forEach(function -> refuseWithoutHeir(snapshot, function, node));
        offloadedTo.forEach(function -> MigrationEngine.refuseWhenMoving(snapshot, function.name()));
        snapshot.openMigrations().stream()
                .filter(open -> open.plan().joiners().contains(node))
                .forEach(open -> MigrationEngine.refuseWhenMoving(snapshot, open.function()));
        registry.setDraining(node, true);
        standby.releaseAllOf(node);
        events.info(
                "node.draining",
                node,
                served.isEmpty()
                        ? "serves nothing"
                        : "to leave: "
                                + served.stream()
                                        .map(FunctionEntry::name)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
        if (cluster.snapshot().hostedBy(node).isEmpty()) {
            tellDrained(node);
        }
        var started = new ArrayList<Migration>();
        for (var function : served) {
            move(function, node).ifPresent(started::add);
        }
        for (var function : offloadedTo) {
            attempt(node, draft -> plans.leaveOffload(draft, function.name(), node, Cause.DRAIN));
        }
        return started;
    }

    private void refuseWithoutHeir(Snapshot snapshot, FunctionEntry function, String node) {
        MigrationEngine.refuseWhenMoving(snapshot, function.name());
        boolean others = function.steering().candidates().size() > 1;
        if (!others && placer.fit(snapshot, function.spec(), List.of(node)).isEmpty()) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "node " + node + " cannot be drained: it is the last that can serve function " + function.name()
                            + " (" + placer.reasons(snapshot, function.spec(), List.of(node))
                            + "); add or undrain a node, or delete the function");
        }
    }

    /** One by one, so that each placement sees those before it; a failure leaves this function and goes on with the next. */
    private Optional<Migration> move(FunctionEntry function, String node) {
        return attempt(node, draft -> {
            var now = draft.function(function.name()).orElseThrow();
            return plans.move(draft, now.name(), node, heir(draft.snapshot(), now, node), 0, Cause.DRAIN);
        });
    }

    private Optional<Migration> attempt(String node, MigrationEngine.Planner planner) {
        try {
            return Optional.of(engine.start(planner));
        } catch (SlacklineException refused) {
            events.warning("node.drain-incomplete", node, refused.getMessage());
            return Optional.empty();
        }
    }

    private String heir(Snapshot snapshot, FunctionEntry function, String node) {
        var steering = function.steering();
        if (steering.mode() != SteeringMode.PINNED) {
            var strangers = placer.fit(snapshot, function.spec(), steering.nodes());
            if (strangers.isEmpty() && steering.candidates().size() > 1) {
                return steering.nodes().stream()
                        .filter(other -> !other.equals(node))
                        .findFirst()
                        .orElseThrow();
            }
        }
        return placer.best(snapshot, function.spec(), steering.nodes());
    }

    private void tellOfDrained(Snapshot before, Snapshot after) {
        if (before.functions().equals(after.functions())) {
            return;
        }
        for (var node : after.nodes().values()) {
            if (node.draining()
                    && after.hostedBy(node.name()).isEmpty()
                    && !before.hostedBy(node.name()).isEmpty()) {
                tellDrained(node.name());
            }
        }
    }

    private void tellDrained(String node) {
        events.info("node.drained", node, "hosts nothing any more");
    }

    /** Lets the node take work again; what left it does not come back by itself. Errors: NOT_FOUND. */
    public void undrain(String node) {
        registry.setDraining(node, false);
        events.info("node.undrained", node, "takes work again");
    }
}
