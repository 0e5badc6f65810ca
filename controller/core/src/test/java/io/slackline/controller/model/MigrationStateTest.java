package io.slackline.controller.model;

import static io.slackline.controller.model.MigrationState.DONE;
import static io.slackline.controller.model.MigrationState.DRAINING;
import static io.slackline.controller.model.MigrationState.PLANNED;
import static io.slackline.controller.model.MigrationState.RETIRING;
import static io.slackline.controller.model.MigrationState.REVERTING;
import static io.slackline.controller.model.MigrationState.ROLLED_BACK;
import static io.slackline.controller.model.MigrationState.SWITCHING;
import static io.slackline.controller.model.MigrationState.SYNCING;
import static io.slackline.controller.model.MigrationState.WARMING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.Migration.Kind;
import io.slackline.controller.model.Migration.Plan;
import io.slackline.controller.model.Migration.Step;
import io.slackline.controller.model.Migration.Switchover;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationStateTest {
    private static final Map<MigrationState, Set<MigrationState>> LEGAL = Map.of(
            PLANNED, Set.of(WARMING, ROLLED_BACK),
            WARMING, Set.of(SYNCING, SWITCHING, ROLLED_BACK),
            SYNCING, Set.of(SWITCHING, REVERTING),
            SWITCHING, Set.of(DRAINING, REVERTING),
            DRAINING, Set.of(RETIRING, REVERTING),
            RETIRING, Set.of(DONE),
            REVERTING, Set.of(ROLLED_BACK),
            DONE, Set.of(),
            ROLLED_BACK, Set.of());

    @ParameterizedTest
    @EnumSource
    void makesLegalMovesAndRefusesAllOthers(MigrationState from) {
        for (var to : MigrationState.values()) {
            var migration = in(from);
            if (LEGAL.get(from).contains(to)) {
                var moved = migration.moveTo(to, 7);
                assertEquals(to, moved.state());
                assertEquals(new Step(to, 7), moved.steps().getLast());
            } else {
                assertThrows(IllegalStateException.class, () -> migration.moveTo(to, 7));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isOpenWhileItCanMove(MigrationState state) {
        assertEquals(!LEGAL.get(state).isEmpty(), state.isOpen());
    }

    private static Migration in(MigrationState state) {
        var spec = FunctionSpec.getDefaultInstance();
        var steering = Steering.none(SteeringMode.PINNED);
        var plan = new Plan(spec, spec, steering, steering, List.of(), List.of(), List.of(), 1, Switchover.MODIFY);
        return new Migration(1, Kind.MOVE, "f", "n1", "n2", Cause.OPERATOR, plan, "", List.of(new Step(state, 1)), 0);
    }
}
