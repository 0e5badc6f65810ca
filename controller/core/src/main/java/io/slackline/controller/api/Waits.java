package io.slackline.controller.api;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls that answer when a migration has come somewhere. They block their virtual thread. */
final class Waits {
    private static final Duration CANCEL = Duration.ofSeconds(5);

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
