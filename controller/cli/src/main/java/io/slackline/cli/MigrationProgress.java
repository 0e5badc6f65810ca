package io.slackline.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.slackline.api.v1.GetMigrationRequest;
import io.slackline.api.v1.Migration;
import io.slackline.cli.options.Converters;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import io.slackline.cli.view.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows migrations to their end and tells each finished step on stderr.
 *
 * <p>It asks again and again instead of following a stream: the answer holds every step so far, so nothing is missed, however short, and a
 * controller that is restarted meanwhile is waited for.
 */
public final class MigrationProgress {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final int LOOKS_WITHOUT_ANSWER = 300;

    private final Console console;
    private final Controller controller;
    private final Map<String, Integer> told = new HashMap<>();

    public MigrationProgress(Console console, Controller controller) {
        this.console = console;
        this.controller = controller;
    }

    /** Prints the ended migrations; the exit code is 0 when all are DONE. */
    public int untilEnded(List<Migration> migrations, OutputOptions output) throws InterruptedException {
        var ended = new ArrayList<Migration>();
        for (var migration : migrations) {
            ended.add(untilEnded(migration));
        }
        if (ended.size() == 1) {
            output.printOne(console, ended.getFirst(), Tables.MIGRATIONS);
        } else {
            output.printAll(console, ended, Tables.MIGRATIONS);
        }
        boolean done = true;
        for (var migration : ended) {
            if (migration.getState() != Migration.State.DONE) {
                console.err()
                        .println("slackline: migration " + migration.getId() + " of function " + migration.getFunction()
                                + " was rolled back: " + migration.getReason() + ". The function is where it was, on "
                                + migration.getFrom() + ".");
                done = false;
            }
        }
        return done ? 0 : Failures.FAILED;
    }

    private Migration untilEnded(Migration begun) throws InterruptedException {
        console.err()
                .println(begun.getFunction() + ": " + begun.getFrom() + " -> " + begun.getTo() + ", migration "
                        + begun.getId());
        var latest = begun;
        tell(latest);
        while (!hasEnded(latest)) {
            console.pause().await(BETWEEN_LOOKS);
            latest = look(latest.getId());
            tell(latest);
        }
        return latest;
    }

    private Migration look(String id) throws InterruptedException {
        for (int missing = 0; ; missing++) {
            try {
                return controller
                        .call()
                        .getMigration(GetMigrationRequest.newBuilder().setId(id).build());
            } catch (StatusRuntimeException failure) {
                if (failure.getStatus().getCode() != Status.Code.UNAVAILABLE || missing == LOOKS_WITHOUT_ANSWER) {
                    throw failure;
                }
                console.pause().await(BETWEEN_LOOKS);
            }
        }
    }

    private void tell(Migration migration) {
        int from = told.getOrDefault(migration.getId(), 0);
        int to = from;
        var steps = migration.getStepsList();
        while (to < steps.size() && steps.get(to).getTookUs() > 0) {
            var step = steps.get(to);
            console.err().printf("  %-10s %8s%n", Converters.kebab(step.getState()), Words.micros(step.getTookUs()));
            to++;
        }
        told.put(migration.getId(), to);
    }

    private static boolean hasEnded(Migration migration) {
        return switch (migration.getState()) {
            case DONE, ROLLED_BACK -> true;
            case STATE_UNSPECIFIED, PLANNED, WARMING, SYNCING, SWITCHING, DRAINING, RETIRING, UNRECOGNIZED -> false;
        };
    }
}
