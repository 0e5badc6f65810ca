package io.slackline.controller.migration;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.migration.MigrationEngine.Intent;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.Migration.Kind;
import io.slackline.controller.model.Migration.Plan;
import io.slackline.controller.model.Migration.Switchover;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.model.Steering;
import io.slackline.controller.model.Steering.Share;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.steering.Steerings;
import io.slackline.controller.store.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns wishes into plans: checks them against the present and works out who joins, who leaves, and the next steering. */
public final class Plans {
    /** A remainder this small is nothing. */
    private static final double NO_SHARE = 1e-9;

    private final Placer placer;
    private final int drainDeadlineMillis;

    /**
     * Placing where a wish leaves it open.
     *
     * @param drainDeadline where a wish does not say
     */
    public Plans(Placer placer, Duration drainDeadline) {
        this.placer = placer;
        drainDeadlineMillis = Math.toIntExact(drainDeadline.toMillis());
    }

    /**
     * One node gives its place to another.
     *
     * @param from empty: the node that serves it, where it is only one
     * @param to empty: the fittest node that does not serve it
     * @param deadlineMillis 0: the configured one
     */
    public Intent move(Draft draft, String function, String from, String to, int deadlineMillis, Cause cause) {
        var snapshot = draft.snapshot();
        var entry = served(snapshot, function);
        var steering = entry.steering();
        var source = source(entry, from);
        var target = to.isEmpty() ? placer.best(snapshot, entry.spec(), steering.nodes()) : to;
        if (target.equals(source)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "function " + function + " is served by " + source + " already");
        }
        if (!steering.reaches(target)) {
            placer.require(snapshot, target, entry.spec());
        }
        var next = Steerings.next(draft, steering, steering.mode(), Steerings.replaced(steering, source, target));
        return new Intent(
                Kind.MOVE,
                function,
                source,
                target,
                cause,
                plan(entry, entry.spec(), next, List.of(target), List.of(source), deadlineMillis));
    }

    /**
     * A move whose flip is the source's: when it has given its state away it sends a handover packet, which the switches take because they are armed for it.
     * Errors: those of a move; FAILED_PRECONDITION when several nodes serve the function: a state has one owner.
     */
    public Intent handover(Draft draft, String function, String to, int deadlineMillis, Cause cause) {
        var intent = move(draft, function, "", to, deadlineMillis, cause);
        return new Intent(
                intent.kind(),
                function,
                intent.from(),
                intent.to(),
                cause,
                intent.plan().by(Switchover.HANDOVER));
    }

    private static String source(FunctionEntry entry, String from) {
        var steering = entry.steering();
        if (from.isEmpty()) {
            if (steering.candidates().size() == 1) {
                return steering.candidates().getFirst().node();
            }
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + entry.name() + " is served by several nodes; say which one it shall leave: "
                            + String.join(", ", steering.nodes()));
        }
        if (!steering.names(from)) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + entry.name() + " is not served by \"" + from + "\" but by "
                            + String.join(", ", steering.nodes()));
        }
        return from;
    }

    /**
     * First nodes, other nodes, another mode, another version.
     *
     * @param nodes who shall serve it; one for PINNED
     * @param offload who shall take what finds no slack there; none of {@code nodes}, SLACK only
     */
    public Intent deployment(
            Draft draft,
            FunctionEntry entry,
            FunctionSpec spec,
            SteeringMode mode,
            List<String> nodes,
            List<String> offload) {
        var snapshot = draft.snapshot();
        var before = entry.steering();
        var all = Stream.concat(nodes.stream(), offload.stream()).toList();
        for (var node : all) {
            if (!before.reaches(node)) {
                placer.require(snapshot, node, spec);
            }
        }
        var next = Steerings.next(draft, before, mode, Steerings.equal(nodes), offload);
        var leavers = Stream.concat(before.nodes().stream(), before.offloadNodes().stream())
                .filter(node -> !all.contains(node))
                .toList();
        return new Intent(
                Kind.DEPLOYMENT,
                entry.name(),
                "",
                nodes.size() == 1 ? nodes.getFirst() : "",
                Cause.OPERATOR,
                plan(entry, spec, next, all, leavers, 0));
    }

    /** A share of new flows goes to another node; 0: none any more. */
    public Intent offload(Draft draft, String function, String to, double share) {
        var snapshot = draft.snapshot();
        var entry = served(snapshot, function);
        if (!(share >= 0 && share < 1)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "share " + share + ": expected a number from 0 (end the offload) to below 1; to give all, migrate");
        }
        boolean ends = share < NO_SHARE;
        Placer.known(snapshot, to);
        if (entry.steering().mode() == SteeringMode.SLACK) {
            if (!ends) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "function " + function
                                + " is steered by slack: the switch itself decides shares; offload it --when-short,"
                                + " or deploy it as PINNED or SHARE");
            }
            return leaveOffload(draft, function, to, Cause.OPERATOR);
        }
        return ends ? endOffload(draft, entry, to) : beginOffload(draft, entry, to, share);
    }

    /** The node takes the requests for which no candidate has slack. Errors: FAILED_PRECONDITION where the switch does not steer by slack. */
    public Intent offloadWhenShort(Draft draft, String function, String to) {
        var snapshot = draft.snapshot();
        var entry = served(snapshot, function);
        var now = entry.steering();
        Placer.known(snapshot, to);
        if (now.mode() != SteeringMode.SLACK) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + function + " is steered by " + now.mode()
                            + ": nobody asks its nodes for slack; offload a share, or deploy it as SLACK");
        }
        if (now.reaches(to)) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + function + ": node " + to
                            + (now.names(to) ? " is one of its candidates" : " is in its offload group already"));
        }
        placer.require(snapshot, to, entry.spec());
        var nodes = Stream.concat(now.offloadNodes().stream(), Stream.of(to)).toList();
        var next = Steerings.next(draft, now, now.mode(), now.candidates(), nodes);
        return offloaded(entry, to, Cause.OPERATOR, plan(entry, entry.spec(), next, List.of(to), List.of(), 0));
    }

    /** The node leaves the offload group. Errors: FAILED_PRECONDITION when it is not in it. */
    public Intent leaveOffload(Draft draft, String function, String node, Cause cause) {
        var entry = served(draft.snapshot(), function);
        var now = entry.steering();
        if (!now.offloadNodes().contains(node)) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + function + " is not offloaded to " + node + "; its offload group: "
                            + (now.offloadNodes().isEmpty() ? "none" : String.join(", ", now.offloadNodes())));
        }
        var nodes =
                now.offloadNodes().stream().filter(held -> !held.equals(node)).toList();
        var next = Steerings.next(draft, now, now.mode(), now.candidates(), nodes);
        return offloaded(entry, node, cause, plan(entry, entry.spec(), next, List.of(), List.of(node), 0));
    }

    private Intent beginOffload(Draft draft, FunctionEntry entry, String to, double share) {
        var snapshot = draft.snapshot();
        var now = entry.steering();
        if (now.candidates().size() == 1 && now.names(to)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "function " + entry.name() + " is served by " + to + " alone already");
        }
        if (!now.names(to)) {
            placer.require(snapshot, to, entry.spec());
        }
        var candidates = new ArrayList<>(scaled(now, to, 1 - share));
        candidates.add(new Share(to, share));
        var next = Steerings.next(draft, now, SteeringMode.SHARE, candidates);
        return offloaded(entry, to, Cause.OPERATOR, plan(entry, entry.spec(), next, List.of(to), List.of(), 0));
    }

    private Intent endOffload(Draft draft, FunctionEntry entry, String to) {
        var now = entry.steering();
        if (!now.names(to) || now.candidates().size() == 1) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + entry.name() + " is not offloaded to " + to + "; it is served by "
                            + String.join(", ", now.nodes()));
        }
        var rest = scaled(now, to, 1);
        var next = Steerings.next(draft, now, rest.size() == 1 ? SteeringMode.PINNED : SteeringMode.SHARE, rest);
        return offloaded(entry, to, Cause.OPERATOR, plan(entry, entry.spec(), next, List.of(), List.of(to), 0));
    }

    private static Intent offloaded(FunctionEntry entry, String to, Cause cause, Plan plan) {
        return new Intent(Kind.OFFLOAD, entry.name(), "", to, cause, plan);
    }

    /** All but one, in their proportions, summing to {@code sum}. */
    private static List<Share> scaled(Steering now, String without, double sum) {
        var others = now.candidates().stream()
                .filter(held -> !held.node().equals(without))
                .toList();
        double total = others.stream().mapToDouble(Share::share).sum();
        return others.stream()
                .map(held -> new Share(held.node(), held.share() / total * sum))
                .toList();
    }

    private Plan plan(
            FunctionEntry entry,
            FunctionSpec spec,
            Steering next,
            List<String> joiners,
            List<String> leavers,
            int deadlineMillis) {
        var forwarders = joiners.stream()
                .filter(joiner -> entry.assignment(joiner)
                        .filter(held -> held.role() == Role.FORWARD)
                        .isPresent())
                .toList();
        return new Plan(
                entry.spec(),
                spec,
                entry.steering(),
                next,
                joiners,
                forwarders,
                leavers,
                deadlineMillis == 0 ? drainDeadlineMillis : deadlineMillis,
                Switchover.MODIFY);
    }

    /** Errors: NOT_FOUND, FAILED_PRECONDITION when nobody serves it. */
    private static FunctionEntry served(Snapshot snapshot, String function) {
        var entry = known(snapshot, function);
        if (entry.steering().candidates().isEmpty()) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "function " + function + " is not served by any node; deploy it again");
        }
        return entry;
    }

    /** Errors: NOT_FOUND with the names that there are. */
    public static FunctionEntry known(Snapshot snapshot, String function) {
        return snapshot.function(function)
                .orElseThrow(() -> new SlacklineException(
                        Code.NOT_FOUND,
                        "there is no function \"" + function + "\"; functions: "
                                + (snapshot.functions().isEmpty()
                                        ? "none is deployed"
                                        : snapshot.functions().keySet().stream()
                                                .sorted()
                                                .collect(Collectors.joining(", ")))));
    }
}
