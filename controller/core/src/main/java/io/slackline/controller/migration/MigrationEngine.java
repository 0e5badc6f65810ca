package io.slackline.controller.migration;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.device.AcceptedHandover;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.Migration.Kind;
import io.slackline.controller.model.Migration.Plan;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.store.Draft;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/** All migrations: starts them, at most one for each function, resumes them, wakes them. Safe for use by any thread; no method waits. */
public final class MigrationEngine {
    private final Parts parts;
    private final Function<String, Owner> owners;
    private final Map<Long, MigrationRun> runs = new ConcurrentHashMap<>();
    private final List<Waiter> waiters = new CopyOnWriteArrayList<>();

    public MigrationEngine(Parts parts) {
        this(parts, OwnerThread::new);
    }

    /** @param owners makes the thread of a migration, by its name */
    public MigrationEngine(Parts parts, Function<String, Owner> owners) {
        this.parts = parts;
        this.owners = owners;
        parts.cluster().listen(this::changed);
    }

    /** What somebody wants. Planned within the transaction that stores it, so that what was checked still holds. */
    @FunctionalInterface
    public interface Planner {
        /** Throws {@link SlacklineException} when it cannot be; then nothing has changed. */
        Intent plan(Draft draft);
    }

    /** A planned migration without its number. */
    public record Intent(Kind kind, String function, String from, String to, Cause cause, Plan plan) {}

    /** Errors: those of the planner; FAILED_PRECONDITION when the function is moving already. */
    public Migration start(Planner planner) {
        return start(List.of(planner)).getFirst();
    }

    /** All of them or, when one cannot be, none. */
    public List<Migration> start(List<Planner> planners) {
        var started = parts.cluster()
                .update(draft -> planners.stream()
                        .map(planner -> stored(draft, planner.plan(draft)))
                        .toList());
        for (var migration : started) {
            MigrationEvents.post(parts.events(), migration);
            run(MigrationRun.started(migration, parts, owners.apply(migration.id())), migration);
        }
        return started;
    }

    private Migration stored(Draft draft, Intent intent) {
        refuseWhenMoving(draft.snapshot(), intent.function());
        var migration = Migration.planned(
                draft.nextMigration(),
                intent.kind(),
                intent.function(),
                intent.from(),
                intent.to(),
                intent.cause(),
                intent.plan(),
                parts.time().micros());
        draft.put(migration);
        return migration;
    }

    /** FAILED_PRECONDITION when a migration of the function is open. */
    public static void refuseWhenMoving(Snapshot snapshot, String function) {
        snapshot.openMigrationOf(function).ifPresent(open -> {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + function + " is already moving: " + open.id() + ", a "
                            + MigrationEvents.describe(open) + ", is " + open.state()
                            + "; wait until it is done or cancel it");
        });
    }

    /** Takes up what was open when the controller ended: forward from SWITCHING on, back before. Called once, at start. */
    public void resume() {
        for (var migration : parts.cluster().snapshot().openMigrations()) {
            parts.events()
                    .info(
                            "migration.resumed",
                            migration.id(),
                            MigrationEvents.describe(migration) + " was " + migration.state()
                                    + " when the controller ended");
            run(MigrationRun.resumed(migration, parts, owners.apply(migration.id())), migration);
        }
    }

    private void run(MigrationRun run, Migration migration) {
        runs.put(migration.number(), run);
        run.poke();
    }

    /** Rolls back what has not switched yet. Errors: NOT_FOUND, FAILED_PRECONDITION. */
    public void cancel(long number) {
        var migration = parts.cluster().snapshot().migrations().get(number);
        if (migration == null) {
            throw new SlacklineException(Code.NOT_FOUND, "there is no migration m" + number);
        }
        switch (migration.state()) {
            case PLANNED, WARMING, SYNCING, SWITCHING -> {
                var run = runs.get(number);
                if (run != null) {
                    run.cancel("cancelled by the operator");
                }
            }
            case DRAINING, RETIRING, DONE ->
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        migration.id() + " has switched already and is " + migration.state()
                                + "; migrate the function back instead");
            case REVERTING, ROLLED_BACK -> {}
        }
    }

    /** A switch has taken a handover. Of no effect unless a migration waits for exactly this one. */
    public void handedOver(String switchName, AcceptedHandover handover) {
        var awaited = parts.cluster().snapshot().openMigrations().stream()
                .filter(migration -> migration.plan().specAfter().getSlot() == handover.slot())
                .map(migration -> runs.get(migration.number()))
                .filter(Objects::nonNull)
                .anyMatch(run -> run.handedOver(handover));
        if (!awaited) {
            parts.events()
                    .warning(
                            "handover.unexpected",
                            switchName,
                            "function slot " + handover.slot() + " was handed over to node index " + handover.owner()
                                    + " with epoch " + handover.epoch() + ", which no migration waits for");
        }
    }

    /** A status of the function arrived. */
    public void functionReported(String function) {
        parts.cluster().snapshot().openMigrationOf(function).ifPresent(open -> poke(open.number()));
    }

    /** Its stream is there again. */
    public void nodeReturned() {
        runs.values().forEach(MigrationRun::poke);
    }

    /** Its stream broke. */
    public void nodeLost() {
        runs.values().forEach(MigrationRun::nodeLost);
    }

    private void poke(long number) {
        var run = runs.get(number);
        if (run != null) {
            run.poke();
        }
    }

    /** Completes once the switches have acknowledged the flip, or the migration has rolled back. Where nobody leaves, it has then ended. */
    public CompletableFuture<Migration> steered(Migration migration) {
        return when(migration.number(), now -> switch (now.state()) {
            case PLANNED, WARMING, SYNCING, SWITCHING, REVERTING -> false;
            case DRAINING, RETIRING -> !now.plan().leavers().isEmpty();
            case DONE, ROLLED_BACK -> true;
        });
    }

    /** Completes once the migration is DONE or ROLLED_BACK. */
    public CompletableFuture<Migration> ended(Migration migration) {
        return when(migration.number(), now -> !now.state().isOpen());
    }

    private CompletableFuture<Migration> when(long number, Predicate<Migration> reached) {
        var waiter = new Waiter(number, reached, new CompletableFuture<>());
        waiters.add(waiter);
        waiter.look(parts.cluster().snapshot());
        var _ = waiter.future().whenComplete((_, _) -> waiters.remove(waiter));
        return waiter.future();
    }

    private void changed(Snapshot before, Snapshot after) {
        if (!before.migrations().equals(after.migrations())) {
            waiters.forEach(waiter -> waiter.look(after));
            after.migrations().forEach((number, migration) -> {
                if (!migration.state().isOpen()) {
                    runs.remove(number);
                }
            });
        }
    }

    private record Waiter(long number, Predicate<Migration> reached, CompletableFuture<Migration> future) {
        void look(Snapshot snapshot) {
            var migration = snapshot.migrations().get(number);
            if (migration != null && reached.test(migration)) {
                future.complete(migration);
            }
        }
    }
}
