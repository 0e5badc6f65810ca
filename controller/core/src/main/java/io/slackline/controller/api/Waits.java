package io.slackline.controller.api;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.store.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls that answer when a migration has come somewhere. They block their virtual thread. */
final class Waits {
    private static final Duration CANCEL = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(10);

    private Waits() {}

    /** Errors: FAILED_PRECONDITION when it rolls back, DEADLINE_EXCEEDED. */
    static void steered(MigrationEngine engine, Migration started, Duration limit) throws InterruptedException {
        var reached = await(engine.steered(started), started, limit, "is not switched");
        if (reached.state() == MigrationState.ROLLED_BACK) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + reached.function() + ": nothing has changed: " + reached.reason());
        }
    }

    /** Errors: FAILED_PRECONDITION when the flip was faster. */
    static Migration cancelled(MigrationEngine engine, Migration migration) throws InterruptedException {
        var reached = await(engine.steered(migration), migration, CANCEL, "is not rolled back");
        if (reached.state() != MigrationState.ROLLED_BACK) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    migration.id() + " switched before it could be cancelled; migrate the function back instead");
        }
        return reached;
    }

    /** Until the nodes have warm instances. Errors: FAILED_PRECONDITION when one cannot, DEADLINE_EXCEEDED. */
    static void warm(Cluster cluster, Fleet fleet, String function, List<String> nodes, Duration limit)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!allWarm(cluster.snapshot(), fleet, function, nodes)) {
            if (System.nanoTime() >= end) {
                throw new SlacklineException(
                        Code.DEADLINE_EXCEEDED,
                        "function " + function + " is not warm on " + nodes + " after " + limit.toMillis()
                                + " ms and goes on; 'slackline function get " + function + "' shows where it stands");
            }
            Thread.sleep(LOOK);
        }
    }

    private static boolean allWarm(Snapshot snapshot, Fleet fleet, String function, List<String> nodes) {
        var entry = Plans.known(snapshot, function);
        return nodes.stream().allMatch(node -> isWarm(entry, fleet, node));
    }

    private static boolean isWarm(FunctionEntry function, Fleet fleet, String node) {
        var held = function.assignment(node);
        var answer = fleet.reported(node, function.name())
                .map(Fleet.Reported::status)
                .filter(status ->
                        held.isPresent() && status.getGeneration() >= held.get().generation());
        if (answer.isEmpty()) {
            return false;
        }
        return switch (answer.get().getState()) {
            case WARM, BUSY -> true;
            case FAILED ->
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "node " + node + " cannot warm " + function.name() + ": "
                                + answer.get().getError());
            case COLD, WARMING, DRAINING, GONE, INSTANCE_STATE_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }

    private static Migration await(
            CompletableFuture<Migration> future, Migration migration, Duration limit, String what)
            throws InterruptedException {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new SlacklineException(
                    Code.DEADLINE_EXCEEDED,
                    migration.id() + " of function " + migration.function() + " " + what + " after "
                            + limit.toMillis() + " ms and goes on; 'slackline migration get " + migration.id()
                            + "' shows where it stands",
                    late);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            future.cancel(false);
        }
    }
}
