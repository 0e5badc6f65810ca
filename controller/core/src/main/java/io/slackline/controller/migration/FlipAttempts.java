package io.slackline.controller.migration;

import io.slackline.common.SlacklineException;
import io.slackline.controller.device.FlipResult;
import io.slackline.controller.model.Migration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flip of one migration's function to the steering that the model holds, tried again, later and later, until a switch has acknowledged it. Owner's thread only,
 * but for the clock: the moment of acknowledgement is taken where it is heard of.
 */
final class FlipAttempts {
    private static final Logger log = LoggerFactory.getLogger(FlipAttempts.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    private final Parts parts;
    private final Executor owner;
    private final Runnable look;
    private @Nullable CompletableFuture<Acknowledged> flip;
    private int attempts;
    private int failedAttempts;
    private Duration retry = FIRST_RETRY;
    private String lastError = "";
    private long acknowledgedNanos;

    /** @param look run by the owner when something has changed */
    FlipAttempts(Parts parts, Executor owner, Runnable look) {
        this.parts = parts;
        this.owner = owner;
        this.look = look;
    }

    /** Where it stands. */
    enum Outcome {
        ACKNOWLEDGED,
        /** And it will be tried again. */
        FAILED,
        UNDER_WAY
    }

    /** Another step, another flip. */
    void reset() {
        flip = null;
        retry = FIRST_RETRY;
    }

    void start(Migration migration) {
        var snapshot = parts.cluster().snapshot();
        var function = snapshot.function(migration.function()).orElseThrow();
        var started = parts.devices()
                .flip(parts.switchStates().steering(snapshot, function))
                .thenApply(result -> new Acknowledged(result, parts.time().nanos()));
        flip = started;
        attempts++;
        var _ = started.whenComplete((_, _) -> owner.execute(look));
    }

    /** Starts it when it is not under way. */
    Outcome outcome(Migration migration) {
        var running = flip;
        if (running == null) {
            start(migration);
            return Outcome.UNDER_WAY;
        }
        if (!running.isDone()) {
            return Outcome.UNDER_WAY;
        }
        try {
            acknowledged(migration, running.join());
            return Outcome.ACKNOWLEDGED;
        } catch (CompletionException failed) {
            tryAgainLater(migration, failed.getCause() == null ? failed : failed.getCause());
            return Outcome.FAILED;
        }
    }

    /** By the timekeeper; of the latest flip that was acknowledged. */
    long acknowledgedNanos() {
        return acknowledgedNanos;
    }

    private void acknowledged(Migration migration, Acknowledged answer) {
        acknowledgedNanos = answer.atNanos();
        log.debug("{}: the switches took {} us", migration.id(), answer.result().micros());
        if (!answer.result().pending().isEmpty()) {
            parts.events()
                    .warning(
                            "migration.switch-pending",
                            migration.id(),
                            "switches " + answer.result().pending()
                                    + " cannot be reached and are caught up when they return");
        }
    }

    private void tryAgainLater(Migration migration, Throwable failed) {
        if (failedAttempts == attempts) {
            return;
        }
        failedAttempts = attempts;
        var message = failed instanceof SlacklineException known ? known.getMessage() : failed.toString();
        if (!message.equals(lastError)) {
            lastError = message;
            parts.events().warning("migration.switch-failed", migration.id(), message + "; trying again");
        }
        int failedAttempt = attempts;
        parts.time().after(retry, () -> owner.execute(() -> again(failedAttempt)));
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
    }

    private void again(int failedAttempt) {
        if (failedAttempt == attempts) {
            flip = null;
            look.run();
        }
    }

    private record Acknowledged(FlipResult result, long atNanos) {}
}
