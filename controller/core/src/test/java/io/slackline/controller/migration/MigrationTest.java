package io.slackline.controller.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.device.FakeDevices.Answer;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void threeNodesAndOneFunction() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        world.node("n3");
        world.served("f", SteeringMode.PINNED, "n1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void goesThroughAllStepsInOrder() {
        var migration = world.move("f", "n1", "n2");
        assertEquals(MigrationState.WARMING, world.state(migration));
        assertEquals(Role.SERVE, world.role("n2", "f"));
        assertEquals(List.of(), world.devices.flips, "nothing of the traffic moves before the target is warm");

        world.devices.answer(Answer.HOLD);
        world.says("n2", "f", InstanceState.WARM);
        assertEquals(MigrationState.SWITCHING, world.state(migration));
        assertEquals(Role.SERVE, world.role("n1", "f"), "the source serves until the switches have acknowledged");

        world.time.advance(Duration.ofMillis(3));
        world.devices.acknowledgeHeld();
        world.settle();
        assertEquals(MigrationState.DRAINING, world.state(migration));
        assertEquals(3000, world.now(migration).flipMicros());
        assertEquals(Role.DRAIN, world.role("n1", "f"));
        assertEquals("n2", world.function("f").assignment("n1").orElseThrow().forwardTo());

        world.says("n1", "f", InstanceState.DRAINING, 1);
        assertEquals(MigrationState.DRAINING, world.state(migration));
        world.says("n1", "f", InstanceState.DRAINING, 0);
        assertEquals(MigrationState.RETIRING, world.state(migration));
        assertEquals(Role.FORWARD, world.role("n1", "f"));

        world.says("n1", "f", InstanceState.GONE);
        assertEquals(MigrationState.DONE, world.state(migration));
        assertEquals(Role.FORWARD, world.role("n1", "f"), "a straggler may come late");
        assertEquals(
                new Pick.Pinned(2), world.devices.desired().services().get(0).pick());
    }

    @Test
    void flipsExactlyOnceWithTheNextEpoch() {
        int before = world.function("f").steering().epoch();
        complete(world.move("f", "n1", "n2"));
        assertEquals(1, world.devices.flips.size());
        assertEquals(before + 1, world.devices.flips.getFirst().epoch());
        assertEquals(new Pick.Pinned(2), world.devices.flips.getFirst().pick());
    }

    @Test
    void forwardsAtTheDeadlineWhenRequestsStillRun() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING, 7);
        world.advance(Duration.ofMillis(5000));
        assertEquals(MigrationState.DRAINING, world.state(migration));
        world.advance(Duration.ofMillis(300));
        assertEquals(MigrationState.RETIRING, world.state(migration));
    }

    @Test
    void isDoneEvenWhenTheSourceNeverTellsThatItStopped() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING);
        world.advance(Duration.ofSeconds(8));
        assertEquals(MigrationState.DONE, world.state(migration));
    }

    @Test
    void ignoresWhatTheTargetSaidBeforeItWasAsked() {
        complete(world.move("f", "n1", "n2"));
        var back = world.move("f", "n2", "n1");
        world.engine().functionReported("f");
        world.settle();
        assertEquals(MigrationState.WARMING, world.state(back), "GONE was the answer to an earlier assignment");
        world.says("n1", "f", InstanceState.WARM);
        assertEquals(MigrationState.DRAINING, world.state(back));
    }

    @Test
    void pointsEarlierStragglersToWhereTheFunctionLivesNow() {
        complete(world.move("f", "n1", "n2"));
        complete(world.move("f", "n2", "n3"));
        assertEquals("n3", world.function("f").assignment("n1").orElseThrow().forwardTo());
        assertEquals("n3", world.function("f").assignment("n2").orElseThrow().forwardTo());
    }

    @Test
    void refusesASecondMigrationOfTheSameFunction() {
        var first = world.move("f", "n1", "n2");
        var refused = assertThrows(SlacklineException.class, () -> world.move("f", "n1", "n3"));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        assertTrue(refused.getMessage().contains(first.id()), refused.getMessage());
        complete(first);
        complete(world.move("f", "n2", "n3"));
        assertEquals(List.of("n3"), world.servers("f"));
    }

    @Test
    void movesManyFunctionsAtOnce() {
        world.served("g", SteeringMode.PINNED, "n1");
        var f = world.move("f", "n1", "n2");
        var g = world.move("g", "n1", "n3");
        world.says("n3", "g", InstanceState.WARM);
        assertEquals(MigrationState.WARMING, world.state(f));
        assertEquals(MigrationState.DRAINING, world.state(g));
        complete(f);
        assertEquals(List.of("n2"), world.servers("f"));
        assertEquals(List.of("n3"), world.servers("g"));
    }

    @Test
    void rollsBackWhenTheTargetFailsToWarm() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.FAILED);
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertTrue(
                world.now(migration).reason().contains("exit code 1"),
                world.now(migration).reason());
        assertUntouched();
    }

    @Test
    void rollsBackWhenTheTargetIsNotWarmInTime() {
        var migration = world.move("f", "n1", "n2");
        world.advance(World.WARM_TIMEOUT);
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertUntouched();
    }

    @Test
    void rollsBackWhenTheTargetDiesBeforeTheSwitch() {
        var migration = world.move("f", "n1", "n2");
        world.lose("n2");
        assertEquals(MigrationState.WARMING, world.state(migration), "a short break of the stream is forgiven");
        world.advance(World.LOST_GRACE);
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertUntouched();
    }

    @Test
    void forgivesAShortBreakOfTheTargetsStream() {
        var migration = world.move("f", "n1", "n2");
        world.lose("n2");
        world.time.advance(Duration.ofMillis(500));
        world.bringBack("n2");
        world.advance(World.LOST_GRACE);
        complete(migration);
        assertEquals(List.of("n2"), world.servers("f"));
    }

    @Test
    void steersBackWhenTheTargetDiesAfterTheSwitchAndTheSourceStillServes() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING, 3);
        world.lose("n2");
        world.advance(World.LOST_GRACE);
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(List.of("n1"), world.servers("f"));
        assertEquals(Role.SERVE, world.role("n1", "f"));
        assertEquals(Role.FORWARD, world.role("n2", "f"));
        assertEquals(
                List.of(new Pick.Pinned(2), new Pick.Pinned(1)),
                world.devices.flips.stream().map(flip -> flip.pick()).toList());
    }

    @Test
    void goesOnWhenTheSourceDies() {
        var migration = world.move("f", "n1", "n2");
        world.lose("n1");
        world.says("n2", "f", InstanceState.WARM);
        world.advance(World.LOST_GRACE);
        assertEquals(MigrationState.DONE, world.state(migration));
        assertEquals(List.of("n2"), world.servers("f"));
    }

    @Test
    void triesTheFlipAgainUntilASwitchAnswers() {
        world.devices.answer(Answer.UNAVAILABLE);
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.advance(Duration.ofSeconds(5));
        assertEquals(MigrationState.SWITCHING, world.state(migration));
        assertEquals(Role.SERVE, world.role("n1", "f"));
        world.devices.answer(Answer.ACKNOWLEDGE);
        world.advance(Duration.ofSeconds(2));
        assertEquals(MigrationState.DRAINING, world.state(migration));
        long told = world.events.latest(100).stream()
                .filter(event -> event.getKind().equals("migration.switch-failed"))
                .count();
        assertEquals(1, told, "the same failure is told once");
    }

    @Test
    void aJumpOfTheClockMovesNoDeadline() {
        var migration = world.move("f", "n1", "n2");
        world.time.setWallClock(Duration.ofDays(400));
        world.advance(World.WARM_TIMEOUT.minusSeconds(1));
        assertEquals(MigrationState.WARMING, world.state(migration));
        world.time.setWallClock(Duration.ofDays(-400));
        world.advance(Duration.ofSeconds(1));
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
    }

    @Test
    void canBeCancelledWhileItWarms() {
        var migration = world.move("f", "n1", "n2");
        world.engine().cancel(migration.number());
        world.settle();
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertUntouched();
    }

    @Test
    void canBeCancelledWhileNoSwitchTakesIt() {
        world.devices.answer(Answer.UNAVAILABLE);
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.engine().cancel(migration.number());
        world.settle();
        world.devices.answer(Answer.ACKNOWLEDGE);
        world.advance(Duration.ofSeconds(5));
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(List.of("n1"), world.servers("f"));
        assertEquals(Role.SERVE, world.role("n1", "f"));
    }

    @Test
    void cannotBeCancelledOnceItHasSwitched() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        var refused =
                assertThrows(SlacklineException.class, () -> world.engine().cancel(migration.number()));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
    }

    @Test
    void tellsThoseWhoWait() {
        var migration = world.move("f", "n1", "n2");
        var steered = world.engine().steered(migration);
        var ended = world.engine().ended(migration);
        assertFalse(steered.isDone());
        world.says("n2", "f", InstanceState.WARM);
        assertTrue(steered.isDone());
        assertFalse(ended.isDone());
        complete(migration);
        assertEquals(MigrationState.DONE, ended.join().state());
    }

    @Test
    void replacesOneCandidateInSlackMode() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        var migration = world.move("s", "n1", "n3");
        complete(migration, "s", "n3", "n1");
        assertEquals(List.of("n3", "n2"), world.servers("s"));
        assertEquals(SteeringMode.SLACK, world.function("s").steering().mode());
        assertEquals(Role.SERVE, world.role("n2", "s"));
    }

    @Test
    void leavesACandidateOutWhenTheTargetServesAlready() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        var migration = world.move("s", "n1", "n2");
        assertEquals(MigrationState.DRAINING, world.state(migration), "the target is warm already");
        assertEquals(List.of("n2"), world.servers("s"));
    }

    private void complete(Migration migration) {
        complete(migration, migration.function(), migration.to(), migration.from());
    }

    private void complete(Migration migration, String function, String to, String from) {
        if (world.state(migration) == MigrationState.WARMING) {
            world.says(to, function, InstanceState.WARM);
        }
        if (world.state(migration) == MigrationState.DRAINING) {
            world.says(from, function, InstanceState.DRAINING);
        }
        world.says(from, function, InstanceState.GONE);
        assertEquals(MigrationState.DONE, world.state(migration));
    }

    private void assertUntouched() {
        assertEquals(List.of("n1"), world.servers("f"));
        assertEquals(Role.SERVE, world.role("n1", "f"));
        assertEquals(Role.ROLE_UNSPECIFIED, world.role("n2", "f"));
        assertEquals(List.of(), world.devices.flips);
    }
}
