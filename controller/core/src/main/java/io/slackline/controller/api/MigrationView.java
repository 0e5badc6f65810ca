package io.slackline.controller.api;

import io.slackline.api.v1.Migration.State;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.model.Snapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the API shows of migrations. Lists hold moves alone; deployments and offloads can be asked for by id. */
final class MigrationView {
    private static final Pattern ID = Pattern.compile("m(\\d{1,18})");

    private MigrationView() {}

    /** Oldest first; of all functions when {@code function} is empty. */
    static List<io.slackline.api.v1.Migration> moves(Snapshot snapshot, String function) {
        return snapshot.migrations().values().stream()
                .filter(migration -> isShown(migration, function))
                .sorted(Comparator.comparingLong(Migration::number))
                .map(MigrationView::of)
                .toList();
    }

    static boolean isShown(Migration migration, String function) {
        return migration.kind() == Migration.Kind.MOVE
                && (function.isEmpty() || migration.function().equals(function));
    }

    /** Errors: NOT_FOUND. */
    static Migration find(Snapshot snapshot, String id) {
        var matcher = ID.matcher(id);
        var found = matcher.matches() ? snapshot.migrations().get(Long.valueOf(matcher.group(1))) : null;
        if (found == null) {
            throw new SlacklineException(Code.NOT_FOUND, "there is no migration \"" + id + "\"");
        }
        return found;
    }

    static io.slackline.api.v1.Migration of(Migration migration) {
        var steps = migration.steps();
        var view = io.slackline.api.v1.Migration.newBuilder()
                .setId(migration.id())
                .setIdNumber(migration.number())
                .setFunction(migration.function())
                .setFrom(migration.from())
                .setTo(migration.to())
                .setMode(migration.plan().after().mode())
                .setState(state(migration.state()))
                .setReason(migration.reason())
                .setCause(migration.cause().name().toLowerCase(Locale.ROOT))
                .setStartedUs(migration.startedMicros())
                .setEndedUs(migration.state().isOpen() ? 0 : steps.getLast().enteredMicros())
                .setFlipUs(migration.flipMicros());
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            long left = i + 1 < steps.size() ? steps.get(i + 1).enteredMicros() : step.enteredMicros();
            view.addSteps(io.slackline.api.v1.Migration.Step.newBuilder()
                    .setState(state(step.state()))
                    .setEnteredUs(step.enteredMicros())
                    .setTookUs(Math.max(0, left - step.enteredMicros())));
        }
        return view.build();
    }

    private static State state(MigrationState state) {
        return switch (state) {
            case PLANNED -> State.PLANNED;
            case WARMING -> State.WARMING;
            case SYNCING -> State.SYNCING;
            // Seen from outside, flipping back is switching too.
            case SWITCHING, REVERTING -> State.SWITCHING;
            case DRAINING -> State.DRAINING;
            case RETIRING -> State.RETIRING;
            case DONE -> State.DONE;
            case ROLLED_BACK -> State.ROLLED_BACK;
        };
    }
}
