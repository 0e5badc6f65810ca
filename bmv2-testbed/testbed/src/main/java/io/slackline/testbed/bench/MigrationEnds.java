package io.slackline.testbed.bench;

import io.slackline.api.v1.Migration;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.live.ControlClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for ends of migrations on one stream that stays open: a stream begins with all migrations of the past, which is load on what is measured. */
final class MigrationEnds {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Map<String, CompletableFuture<Migration>> ends = new ConcurrentHashMap<>();

    private MigrationEnds() {}

    static MigrationEnds follow(ControlClient control) {
        MigrationEnds ends = new MigrationEnds();
        control.watchMigrations(state -> {
            if (ControlClient.ended(state)) {
                ends.of(state).complete(state);
            }
        });
        return ends;
    }

    private CompletableFuture<Migration> of(Migration migration) {
        return ends.computeIfAbsent(migration.getId(), id -> new CompletableFuture<>());
    }

    /** The last state of a migration, whether it ended before or will. Blocks. */
    Migration await(Migration migration) {
        try {
            return of(migration).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new SlacklineException(
                    Code.DEADLINE_EXCEEDED,
                    "migration %s did not end within %s".formatted(migration.getId(), LIMIT),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }
}
