package io.slackline.controller.node;

import io.slackline.api.v1.Role;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.AssignmentEntry;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.store.Draft;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Instances that are kept warm where the switches do not send requests, so that a migration, or a failover, finds them ready. A node on standby serves as
 * far as its agent knows; only the steering does not name it. Safe for use by any thread.
 */
public final class Standby {
    private final Cluster cluster;
    private final Placer placer;

    public Standby(Cluster cluster, Placer placer) {
        this.cluster = cluster;
        this.placer = placer;
    }

    /** The node hosts the function, and the switches do not choose it. */
    public static boolean isOnStandby(FunctionEntry function, String node) {
        return function.assignment(node)
                        .filter(held -> held.role() == Role.SERVE)
                        .isPresent()
                && !function.steering().reaches(node);
    }

    /**
     * Orders instances. Of no effect where the node serves the function already.
     *
     * @param nodes empty: the fittest one that does not host it
     * @return the nodes, as far as they are on standby now
     */
    public List<String> prewarm(String function, List<String> nodes) {
        return cluster.update(draft -> {
            var entry = settled(draft, function);
            var chosen = nodes.isEmpty()
                    ? List.of(placer.best(
                            draft.snapshot(),
                            entry.spec(),
                            entry.assignments().keySet().stream()
                                    .filter(entry::hostedBy)
                                    .toList()))
                    : nodes;
            var assignments = new TreeMap<>(entry.assignments());
            for (var node : chosen) {
                if (!entry.hostedBy(node)) {
                    placer.require(draft.snapshot(), node, entry.spec());
                    assignments.put(node, AssignmentEntry.serve(draft.nextGeneration()));
                }
            }
            draft.put(entry.withAssignments(assignments));
            return chosen.stream()
                    .filter(node -> !entry.steering().reaches(node))
                    .toList();
        });
    }

    /**
     * Lets instances on standby go.
     *
     * @param nodes empty: all of the function's
     */
    public void release(String function, List<String> nodes) {
        cluster.change(draft -> {
            var entry = settled(draft, function);
            for (var node : nodes) {
                if (!isOnStandby(entry, node)) {
                    throw new SlacklineException(
                            Code.FAILED_PRECONDITION,
                            "function " + function + " is not prewarmed on \"" + node + "\"; on standby: "
                                    + entry.assignments().keySet().stream()
                                            .filter(held -> isOnStandby(entry, held))
                                            .toList());
                }
            }
            drop(draft, entry, node -> nodes.isEmpty() || nodes.contains(node));
        });
    }

    /** The node is about to be drained. What a migration under way has put there is the migration's. */
    void releaseAllOf(String node) {
        cluster.change(draft -> draft.snapshot().functions().values().stream()
                .filter(function ->
                        draft.snapshot().openMigrationOf(function.name()).isEmpty())
                .filter(function -> isOnStandby(function, node))
                .forEach(function -> drop(draft, function, node::equals)));
    }

    private static void drop(Draft draft, FunctionEntry entry, Predicate<String> which) {
        // It may have served long ago: what a client's old flow still sends there is forwarded, as by everyone who gave
        // the function away.
        var heir = entry.steering().nodes().stream().findFirst();
        var assignments = new TreeMap<>(entry.assignments());
        assignments.replaceAll((node, held) -> isOnStandby(entry, node) && which.test(node) && heir.isPresent()
                ? AssignmentEntry.forward(heir.get(), draft.nextGeneration())
                : held);
        draft.put(entry.withAssignments(assignments));
    }

    private static FunctionEntry settled(Draft draft, String function) {
        var entry = Plans.known(draft.snapshot(), function);
        MigrationEngine.refuseWhenMoving(draft.snapshot(), function);
        return entry;
    }
}
