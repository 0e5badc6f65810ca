package io.slackline.controller.migration;

import io.slackline.api.v1.InstanceState;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.device.AcceptedHandover;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Migration.Switchover;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.store.Draft;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one migration through its states.
 *
 * <p>Level-triggered: whenever something may have changed (a status, a lost stream, a timer, an acknowledged flip, a cancellation) the owner
 * looks at the whole present situation and takes the steps that it permits. So a lost or doubled signal does no harm, and a restarted
 * controller just looks again. Each step is one transaction of the store: the journal's new state together with the assignments and the
 * steering that belong to it; agents and switches hear of them only once they are stored.
 *
 * <p>Power failures: a commit outlives the process at once, the machine only after a sync. One is enough, between the flip and the first order that
 * takes something away (DRAINING). If an earlier commit is lost, the controller comes back to WARMING, rolls back, and those who served before still do.
 */
final class MigrationRun {
    private static final Logger log = LoggerFactory.getLogger(MigrationRun.class);
    private static final Duration DRAIN_MARGIN = Duration.ofMillis(250);
    private static final Duration RETIRE_MARGIN = Duration.ofSeconds(5);
    private static final Duration STEP_RETRY = Duration.ofSeconds(2);
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);

    private final long number;
    private final Parts parts;
    private final Owner owner;
    private final boolean resumed;

    // The owner's alone.
    private final FlipAttempts flip;
    private long enteredNanos;
    private long warmNanos;

    private @Nullable CompletableFuture<Void> question;
    private long askedNanos;

    private volatile Optional<String> cancelled = Optional.empty();
    private volatile boolean handedOver;

    private MigrationRun(long number, Parts parts, Owner owner, boolean resumed) {
        this.number = number;
        this.parts = parts;
        this.owner = owner;
        this.resumed = resumed;
        flip = new FlipAttempts(parts, owner, this::advance);
        enteredNanos = parts.time().nanos();
        warmNanos = enteredNanos;
    }

    /** For a migration that was just planned. */
    static MigrationRun started(Migration migration, Parts parts, Owner owner) {
        return new MigrationRun(migration.number(), parts, owner, false);
    }

    /** For one that was open when the controller died. */
    static MigrationRun resumed(Migration migration, Parts parts, Owner owner) {
        var run = new MigrationRun(migration.number(), parts, owner, true);
        owner.execute(() -> run.armTimer(migration));
        run.nodeLost();
        return run;
    }

    /** Something may have changed. */
    void poke() {
        owner.execute(this::advance);
    }

    /** A stream broke: look now, and again when the grace is over. */
    void nodeLost() {
        poke();
        parts.time().after(grace(), this::poke);
    }

    /** Takes effect unless the flip is acknowledged first. */
    void cancel(String why) {
        cancelled = Optional.of(why);
        poke();
    }

    private void advance() {
        try {
            var migration = current();
            while (migration.isPresent() && step(migration.get())) {
                migration = current();
            }
        } catch (RuntimeException failed) {
            log.error("migration m{}: a step failed, it will be tried again", number, failed);
            parts.time().after(STEP_RETRY, this::poke);
        }
    }

    private Optional<Migration> current() {
        return Optional.ofNullable(parts.cluster().snapshot().migrations().get(number));
    }

    /** True when the state changed and the new one should be looked at. */
    private boolean step(Migration migration) {
        return switch (migration.state()) {
            case PLANNED -> plannedStep(migration);
            case WARMING -> warmingStep(migration);
            case SYNCING -> syncingStep(migration);
            case SWITCHING -> switchingStep(migration);
            case DRAINING -> drainingStep(migration);
            case RETIRING -> retiringStep(migration);
            case REVERTING -> revertingStep(migration);
            case DONE, ROLLED_BACK -> false;
        };
    }

    private boolean plannedStep(Migration migration) {
        if (resumed) {
            return rollBack(migration, "the controller restarted before anything had begun");
        }
        return enter(migration, MigrationState.WARMING, Transitions::warming);
    }

    private boolean warmingStep(Migration migration) {
        if (resumed) {
            return rollBack(migration, "the controller restarted before the switch");
        }
        if (cancelled.isPresent()) {
            return rollBack(migration, cancelled.get());
        }
        var function = function(migration);
        boolean allWarm = true;
        long lastWarm = enteredNanos;
        for (var joiner : migration.plan().joiners()) {
            if (lost(joiner)) {
                return rollBack(migration, "node " + joiner + " was lost while it warmed " + migration.function());
            }
            var answer = answer(function, joiner);
            var failed = answer.filter(held -> held.status().getState() == InstanceState.FAILED);
            if (failed.isPresent()) {
                return rollBack(
                        migration,
                        "node " + joiner + " cannot warm " + migration.function() + ": "
                                + failed.get().status().getError());
            }
            boolean servedBefore = migration.plan().before().reaches(joiner);
            allWarm &=
                    answer.filter(held -> serves(function, held, servedBefore)).isPresent();
            lastWarm =
                    Math.max(lastWarm, answer.map(Fleet.Reported::receivedNanos).orElse(lastWarm));
        }
        if (allWarm) {
            warmNanos = lastWarm;
            return switch (migration.plan().switchover()) {
                case MODIFY -> enter(migration, MigrationState.SWITCHING, this::switching);
                case HANDOVER -> enter(migration, MigrationState.SYNCING, (_, _) -> {});
            };
        }
        if (passed(parts.settings().warmTimeout())) {
            return rollBack(
                    migration,
                    migration.plan().joiners() + " did not become warm within "
                            + parts.settings().warmTimeout().toMillis() + " ms");
        }
        return false;
    }

    /** The packet that tells of a handover. True when this migration waits for it. */
    boolean handedOver(AcceptedHandover handover) {
        boolean awaited =
                current().filter(migration -> isIt(migration, handover)).isPresent();
        if (awaited) {
            handedOver = true;
            poke();
        }
        return awaited;
    }

    private boolean isIt(Migration migration, AcceptedHandover handover) {
        var plan = migration.plan();
        return plan.switchover() == Switchover.HANDOVER
                && handover.slot() == plan.specAfter().getSlot()
                && handover.epoch() == (plan.after().epoch() & 0xFFFF)
                && handover.owner()
                        == parts.cluster()
                                .snapshot()
                                .node(migration.to())
                                .orElseThrow()
                                .index();
    }

    /**
     * The switch may have been handed over at any time, and the packet that tells so may be lost: before anything is given up, and now and then meanwhile, the switches
     * are asked. Giving up is a MODIFY to the steering of before under the epoch of the handover: one that comes too late then changes nothing.
     */
    private boolean syncingStep(Migration migration) {
        if (handedOver) {
            return enter(migration, MigrationState.SWITCHING, this::switching);
        }
        var asked = question;
        if (asked == null || parts.time().nanos() - askedNanos >= ASK_AGAIN.toNanos()) {
            ask(migration);
            return false;
        }
        if (!asked.isDone()) {
            return false;
        }
        var why = cancelled
                .or(() -> lostJoiner(migration).map(node -> "node " + node + " was lost while it took the state over"))
                .or(() -> lost(migration.from())
                        ? Optional.of("node " + migration.from() + " was lost while it gave its state away")
                        : Optional.empty())
                .or(() -> resumed ? Optional.of("the controller restarted before the handover") : Optional.empty())
                .or(() -> passed(parts.settings().syncTimeout())
                        ? Optional.of("node " + migration.from() + " did not hand over within "
                                + parts.settings().syncTimeout().toMillis() + " ms")
                        : Optional.empty());
        return why.isPresent() && revert(migration, why.get());
    }

    /** The answers of all switches that answer; then, and once more after a while, the owner looks again. */
    private void ask(Migration migration) {
        askedNanos = parts.time().nanos();
        question = parts.devices()
                .handovers(migration.plan().specAfter().getSlot())
                .thenAccept(answers -> handedOver |= answers.stream().anyMatch(answer -> isIt(migration, answer)));
        var _ = question.whenComplete((_, _) -> poke());
        parts.time().after(ASK_AGAIN, this::poke);
    }

    /** Who served before may have gone cold for want of requests: the next request starts it, as it would have without the migration. */
    private static boolean serves(FunctionEntry function, Fleet.Reported held, boolean servedBefore) {
        var state = held.status().getState();
        return (state == InstanceState.WARM
                        || state == InstanceState.BUSY
                        || (servedBefore && state == InstanceState.COLD))
                && held.status().getVersion() == function.spec().getVersion();
    }

    private void switching(Draft draft, Migration migration) {
        Transitions.switching(draft, migration);
        flipAfterCommit(draft, migration);
    }

    private void reverting(Draft draft, Migration migration) {
        Transitions.reverting(draft, migration);
        flipAfterCommit(draft, migration);
    }

    /** The flip is on its way before anybody else hears of the change. */
    private void flipAfterCommit(Draft draft, Migration migration) {
        var function = draft.function(migration.function()).orElseThrow();
        if (!function.steering().candidates().isEmpty()) {
            draft.afterCommit(() -> flip.start(migration));
        }
    }

    private boolean switchingStep(Migration migration) {
        return switch (flip.outcome(migration)) {
            case ACKNOWLEDGED -> {
                parts.cluster().sync();
                yield enter(migration.flippedIn(flipMicros()), MigrationState.DRAINING, Transitions::draining);
            }
            case FAILED -> {
                var lostJoiner = lostJoiner(migration);
                var why = cancelled.or(() -> lostJoiner.map(node -> "node " + node + " was lost before the switch"));
                yield why.isPresent() && revert(migration, why.get());
            }
            case UNDER_WAY -> false;
        };
    }

    /** After a restart it is not known when the target became warm. */
    private long flipMicros() {
        return resumed ? 0 : Math.max(1, (flip.acknowledgedNanos() - warmNanos) / 1000);
    }

    private boolean drainingStep(Migration migration) {
        var lostJoiner = lostJoiner(migration);
        if (lostJoiner.isPresent() && canServeAsBefore(migration, lostJoiner.get())) {
            return revert(
                    migration,
                    "node " + lostJoiner.get() + " was lost after the switch; steered back to those who served before");
        }
        boolean deadline =
                passed(Duration.ofMillis(migration.plan().drainDeadlineMillis()).plus(DRAIN_MARGIN));
        var function = function(migration);
        if (deadline
                || migration.plan().leavers().stream().allMatch(leaver -> lost(leaver) || idle(function, leaver))) {
            return enter(migration, MigrationState.RETIRING, Transitions::retiring);
        }
        return false;
    }

    private boolean idle(FunctionEntry function, String leaver) {
        return answer(function, leaver)
                .map(Fleet.Reported::status)
                .filter(status -> status.getInFlight() == 0 && status.getOpenConnections() == 0)
                .isPresent();
    }

    private boolean retiringStep(Migration migration) {
        var function = function(migration);
        boolean late = passed(Duration.ofMillis(function.spec().getTimeoutMs()).plus(RETIRE_MARGIN));
        if (late) {
            parts.events()
                    .warning(
                            "migration.late",
                            migration.id(),
                            "the instances of " + migration.function() + " on "
                                    + migration.plan().leavers()
                                    + " did not stop in time; their agents were told to stop them");
        }
        if (late || migration.plan().leavers().stream().allMatch(leaver -> lost(leaver) || gone(function, leaver))) {
            return enter(migration, MigrationState.DONE, (_, _) -> {});
        }
        return false;
    }

    private boolean gone(FunctionEntry function, String leaver) {
        return answer(function, leaver)
                .map(held -> switch (held.status().getState()) {
                    case COLD, GONE, FAILED -> true;
                    case WARMING, WARM, BUSY, DRAINING, INSTANCE_STATE_UNSPECIFIED, UNRECOGNIZED -> false;
                })
                .orElse(false);
    }

    private boolean revertingStep(Migration migration) {
        boolean nothingToFlip = migration.plan().before().candidates().isEmpty();
        return (nothingToFlip || flip.outcome(migration) == FlipAttempts.Outcome.ACKNOWLEDGED)
                && enter(migration, MigrationState.ROLLED_BACK, Transitions::reverted);
    }

    private boolean revert(Migration migration, String why) {
        return enter(migration.because(why), MigrationState.REVERTING, this::reverting);
    }

    private boolean rollBack(Migration migration, String why) {
        return enter(migration.because(why), MigrationState.ROLLED_BACK, Transitions::rolledBack);
    }

    /** The one place where the state changes. */
    private boolean enter(Migration migration, MigrationState next, Transition transition) {
        var moved = migration.moveTo(next, parts.time().micros());
        flip.reset();
        enteredNanos = parts.time().nanos();
        parts.cluster().change(draft -> {
            transition.apply(draft, moved);
            draft.put(moved);
        });
        MigrationEvents.post(parts.events(), moved);
        armTimer(moved);
        if (!next.isOpen()) {
            owner.close();
        }
        return true;
    }

    private void armTimer(Migration migration) {
        switch (migration.state()) {
            case WARMING -> parts.time().after(parts.settings().warmTimeout(), this::poke);
            case DRAINING ->
                parts.time()
                        .after(
                                Duration.ofMillis(migration.plan().drainDeadlineMillis())
                                        .plus(DRAIN_MARGIN),
                                this::poke);
            case RETIRING ->
                parts.time()
                        .after(
                                Duration.ofMillis(function(migration).spec().getTimeoutMs())
                                        .plus(RETIRE_MARGIN),
                                this::poke);
            case SYNCING -> parts.time().after(parts.settings().syncTimeout(), this::poke);
            case PLANNED, SWITCHING, REVERTING, DONE, ROLLED_BACK -> {}
        }
    }

    private FunctionEntry function(Migration migration) {
        return parts.cluster().snapshot().function(migration.function()).orElseThrow();
    }

    /** What the node says to its present assignment; empty while it only answered earlier ones. */
    private Optional<Fleet.Reported> answer(FunctionEntry function, String node) {
        long generation = function.assignment(node).orElseThrow().generation();
        return parts.fleet()
                .reported(node, function.name())
                .filter(held -> held.status().getGeneration() >= generation);
    }

    private Optional<String> lostJoiner(Migration migration) {
        return migration.plan().joiners().stream().filter(this::lost).findFirst();
    }

    /** Those who served before still have their instances, and the lost node was not one of them. */
    private boolean canServeAsBefore(Migration migration, String lostJoiner) {
        var before = migration.plan().before();
        return !before.candidates().isEmpty()
                && !before.reaches(lostJoiner)
                && before.nodes().stream()
                        .allMatch(node -> parts.fleet().awaySinceNanos(node).isEmpty());
    }

    private boolean lost(String node) {
        var away = parts.fleet().awaySinceNanos(node);
        return away.isPresent() && parts.time().nanos() - away.getAsLong() >= grace().toNanos();
    }

    private Duration grace() {
        return resumed ? parts.settings().restartGrace() : parts.settings().lostGrace();
    }

    private boolean passed(Duration limit) {
        return parts.time().nanos() - enteredNanos >= limit.toNanos();
    }

    /** The part of a step that changes more than the migration itself. */
    private interface Transition {
        void apply(Draft draft, Migration migration);
    }
}
