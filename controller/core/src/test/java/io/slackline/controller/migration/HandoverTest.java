package io.slackline.controller.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.controller.device.AcceptedHandover;
import io.slackline.controller.device.ArmedHandover;
import io.slackline.controller.device.FakeDevices.Answer;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.MigrationState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves whose flip is a packet of the source: accepted, lost, replayed, forged, late; and a controller that dies meanwhile. */
class HandoverTest {
    private static final AcceptedHandover RIGHT = new AcceptedHandover(0, 2, 2);

    @TempDir
    Path directory;

    private World world;
    private Migration migration;

    @BeforeEach
    void aFunctionWhoseStateIsOnItsWay() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        world.served("f", SteeringMode.PINNED, "n1");
        migration = world.engine().start(draft -> world.plans.handover(draft, "f", "n2", 0, Cause.OPERATOR));
        world.settle();
        world.says("n2", "f", InstanceState.WARM);
        assertEquals(MigrationState.SYNCING, world.state(migration));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void armsTheSourcesPortAndTokenAndNothingElse() {
        assertEquals(
                Set.of(new ArmedHandover("s1", 0, 2, 1, 1001, 2)),
                world.devices.desired().armed());
        assertEquals(List.of(), world.devices.flips, "no traffic has moved");
        assertEquals(List.of("n1"), world.servers("f"));
    }

    @Test
    void oneModifyMakesItDurable() {
        handOver(RIGHT);
        assertEquals(1, world.devices.flips.size());
        var flip = world.devices.flips.getFirst();
        assertEquals(2, flip.epoch());
        assertEquals(new Pick.Pinned(2), flip.pick());
        assertEquals(MigrationState.DRAINING, world.state(migration));
        assertEquals(Set.of(), world.devices.desired().armed(), "and it is disarmed");
    }

    @Test
    void aReplayedHandoverChangesNothing() {
        handOver(RIGHT);
        handOver(RIGHT);
        assertEquals(1, world.devices.flips.size());
        assertEquals(MigrationState.DRAINING, world.state(migration));
    }

    @Test
    void aForgedHandoverIsToldAndChangesNothing() {
        handOver(new AcceptedHandover(0, 2, 1));
        handOver(new AcceptedHandover(0, 3, 2));
        handOver(new AcceptedHandover(1, 2, 2));
        assertEquals(MigrationState.SYNCING, world.state(migration));
        assertEquals(
                3,
                world.events.latest(100).stream()
                        .filter(event -> event.getKind().equals("handover.unexpected"))
                        .count());
    }

    @Test
    void whenThePacketToTheControllerIsLostAProbeTells() {
        world.devices.owners.add(RIGHT);
        world.advance(Duration.ofMillis(250));
        assertEquals(MigrationState.DRAINING, world.state(migration));
        assertEquals(List.of("n2"), world.servers("f"));
    }

    @Test
    void aHandoverThatNeverComesIsGivenUpUnderItsOwnEpoch() {
        world.devices.owners.add(new AcceptedHandover(0, 65_535, 2));
        world.advance(World.SYNC_TIMEOUT.plusSeconds(1));
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(
                "node n1 did not hand over within 10000 ms",
                world.now(migration).reason());
        var flip = world.devices.flips.getLast();
        assertEquals(new Pick.Pinned(1), flip.pick());
        assertEquals(2, flip.epoch(), "so that the switch ignores one that comes too late");
        assertEquals(Set.of(), world.devices.desired().armed());
        handOver(RIGHT);
        assertEquals(List.of("n1"), world.servers("f"));
    }

    @Test
    void aCancellationLosesAgainstAHandoverThatWasTaken() {
        world.devices.owners.add(RIGHT);
        world.advance(Duration.ofMillis(100));
        world.engine().cancel(migration.number());
        world.advance(Duration.ofMillis(300));
        assertEquals(MigrationState.DRAINING, world.state(migration), "the state is on the target");
    }

    @Test
    void canBeCancelledBeforeTheHandover() {
        world.engine().cancel(migration.number());
        world.advance(Duration.ofMillis(300));
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(List.of("n1"), world.servers("f"));
    }

    @Test
    void goesBackWhenTheTargetDies() {
        world.lose("n2");
        world.advance(World.LOST_GRACE.plusMillis(300));
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
    }

    @Test
    void aControllerThatDiesFindsTheHandoverThatWasTakenMeanwhile() {
        world.devices.owners.add(RIGHT);
        world.restart();
        world.advance(Duration.ofMillis(300));
        assertEquals(MigrationState.DRAINING, world.state(migration));
        assertEquals(List.of("n2"), world.servers("f"));
    }

    @Test
    void aControllerThatDiesBeforeTheHandoverRollsBack() {
        world.restart();
        world.advance(Duration.ofMillis(300));
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(
                "the controller restarted before the handover",
                world.now(migration).reason());
    }

    @Test
    void triesToMakeItDurableUntilASwitchAnswers() {
        world.devices.answer(Answer.UNAVAILABLE);
        handOver(RIGHT);
        assertEquals(MigrationState.SWITCHING, world.state(migration));
        world.devices.answer(Answer.ACKNOWLEDGE);
        world.advance(Duration.ofSeconds(1));
        assertEquals(MigrationState.DRAINING, world.state(migration));
    }

    @Test
    void aStateHasOneOwner() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        world.node("n3");
        var refused = assertThrows(
                SlacklineException.class,
                () -> world.engine().start(draft -> world.plans.handover(draft, "s", "n3", 0, Cause.OPERATOR)));
        assertTrue(refused.getMessage().contains("served by several nodes"), refused.getMessage());
    }

    private void handOver(AcceptedHandover handover) {
        world.engine().handedOver("s1", handover);
        world.settle();
    }
}
