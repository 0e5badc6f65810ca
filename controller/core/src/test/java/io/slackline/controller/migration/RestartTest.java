package io.slackline.controller.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.device.FakeDevices.Answer;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.model.MigrationState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller dies in each step of a migration, and another one takes up its journal. */
class RestartTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void twoNodesAndOneFunction() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        world.served("f", SteeringMode.PINNED, "n1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void rollsBackWhatWasWarming() {
        var migration = world.move("f", "n1", "n2");
        world.restart();
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertTrue(world.now(migration).reason().contains("restarted"));
        assertEquals(List.of("n1"), world.servers("f"));
        assertEquals(Role.ROLE_UNSPECIFIED, world.role("n2", "f"));
        assertEquals(List.of(), world.devices.flips);
    }

    @Test
    void flipsAgainWhatWasSwitching() {
        world.devices.answer(Answer.HOLD);
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        assertEquals(MigrationState.SWITCHING, world.state(migration));
        world.devices.answer(Answer.ACKNOWLEDGE);
        world.restart();
        assertEquals(MigrationState.DRAINING, world.state(migration));
        assertEquals(2, world.devices.flips.size());
        assertEquals(world.devices.flips.getFirst(), world.devices.flips.getLast(), "the same flip, idempotent");
    }

    @Test
    void drainsOnWhatWasDraining() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING, 2);
        world.restart();
        assertEquals(MigrationState.DRAINING, world.state(migration));
        world.says("n1", "f", InstanceState.DRAINING, 0);
        world.says("n1", "f", InstanceState.GONE);
        assertEquals(MigrationState.DONE, world.state(migration));
        assertEquals(1, world.devices.flips.size());
    }

    @Test
    void keepsTheDrainDeadlineAfterARestart() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING, 2);
        world.restart();
        world.advance(Duration.ofMillis(5250));
        assertEquals(MigrationState.RETIRING, world.state(migration));
    }

    @Test
    void retiresOnWhatWasRetiring() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING);
        assertEquals(MigrationState.RETIRING, world.state(migration));
        world.restart();
        world.says("n1", "f", InstanceState.GONE);
        assertEquals(MigrationState.DONE, world.state(migration));
    }

    @Test
    void revertsOnWhatWasReverting() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.devices.answer(Answer.HOLD);
        world.lose("n2");
        world.advance(World.LOST_GRACE);
        assertEquals(MigrationState.REVERTING, world.state(migration));
        world.devices.answer(Answer.ACKNOWLEDGE);
        world.restart();
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(new Pick.Pinned(1), world.devices.flips.getLast().pick());
        assertEquals(List.of("n1"), world.servers("f"));
    }

    @Test
    void givesNodesTimeToRedialBeforeItActsOnTheirAbsence() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING, 1);
        world.fleet.lose("n1");
        world.fleet.lose("n2");
        world.restart();
        world.advance(Duration.ofSeconds(4));
        assertEquals(MigrationState.DRAINING, world.state(migration));
        world.bringBack("n1");
        world.bringBack("n2");
        world.says("n1", "f", InstanceState.DRAINING, 0);
        assertEquals(MigrationState.RETIRING, world.state(migration));
    }

    @Test
    void wantsTheSameOfTheSwitchesAsBefore() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        var before = world.devices.desired();
        world.restart();
        world.cluster().change(draft -> draft.put(draft.node("n1").orElseThrow()));
        assertEquals(before, world.devices.desired());
    }

    @Test
    void leavesWhatIsDoneAlone() {
        var migration = world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        world.says("n1", "f", InstanceState.DRAINING);
        world.says("n1", "f", InstanceState.GONE);
        var done = world.now(migration);
        world.restart();
        assertEquals(done, world.now(migration));
        assertEquals(1, world.devices.flips.size());
    }
}
