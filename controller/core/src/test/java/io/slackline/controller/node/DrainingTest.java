package io.slackline.controller.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.migration.World;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.placement.NodeState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainingTest {
    @TempDir
    Path directory;

    private World world;
    private Draining draining;
    private Standby standby;

    @BeforeEach
    void open() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        world.node("n3");
        var registry = new NodeRegistry(world.cluster(), world.events, world.time, () -> 1, 16);
        standby = new Standby(world.cluster(), world.placer);
        draining = new Draining(
                world.cluster(), registry, world.placer, world.plans, world.engine(), world.events, standby);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void movesEveryFunctionElsewhereAndIsThenDrained() {
        world.served("f", SteeringMode.PINNED, "n1");
        world.served("g", SteeringMode.PINNED, "n1");
        var started = draining.drain("n1");
        world.settle();
        assertEquals(2, started.size());
        assertEquals(
                List.of("n2", "n3"),
                started.stream().map(Migration::to).sorted().toList(),
                "the second placement sees the first");
        assertEquals(NodeState.DRAINING, state("n1"));
        started.forEach(this::complete);
        assertEquals(NodeState.DRAINED, state("n1"));
        assertEquals(1, told("node.drained"));
    }

    @Test
    void refusesTheLastNodeThatCanServeAFunctionAndTouchesNothing() {
        world.served("f", SteeringMode.PINNED, "n1");
        world.lose("n2");
        draining.drain("n3");
        var before = world.snapshot();
        var refused = assertThrows(SlacklineException.class, () -> draining.drain("n1"));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        assertEquals(
                "node n1 cannot be drained: it is the last that can serve function f (node n2 is AWAY: its agent is not"
                        + " connected; node n3 is DRAINED; undrain it first); add or undrain a node, or delete the function",
                refused.getMessage());
        assertEquals(before, world.snapshot());
    }

    @Test
    void replacesACandidateOfASlackFunction() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        complete(draining.drain("n1").getFirst());
        assertEquals(List.of("n3", "n2"), world.servers("s"));
    }

    @Test
    void leavesTheOthersWhereNoStrangerFits() {
        world.served("s", SteeringMode.SLACK, "n1", "n2", "n3");
        complete(draining.drain("n1").getFirst());
        assertEquals(List.of("n2", "n3"), world.servers("s"));
        assertEquals(NodeState.DRAINED, state("n1"));
    }

    @Test
    void leavesOffloadGroupsAndReleasesWhatIsPrewarmed() {
        world.served("s", SteeringMode.SLACK, "n2");
        world.engine().start(draft -> world.plans.offloadWhenShort(draft, "s", "n1"));
        world.settle();
        world.says("n1", "s", InstanceState.WARM);
        world.served("f", SteeringMode.PINNED, "n2");
        assertEquals(List.of("n1"), standby.prewarm("f", List.of("n1")));
        assertTrue(Standby.isOnStandby(world.function("f"), "n1"));

        assertEquals(List.of(), draining.drain("n1"));
        world.settle();
        assertEquals(List.of(), world.function("s").steering().offloadNodes());
        assertEquals(Role.FORWARD, world.role("n1", "f"));
        world.says("n1", "s", InstanceState.GONE);
        assertEquals(NodeState.DRAINED, state("n1"));
    }

    @Test
    void aPrewarmedNodeTakesAFunctionAtOnce() {
        world.served("f", SteeringMode.PINNED, "n1");
        assertEquals(List.of("n2"), standby.prewarm("f", List.of()), "the fittest other node");
        world.says("n2", "f", InstanceState.WARM);
        assertEquals(List.of("n1"), world.servers("f"));
        var migration = world.move("f", "n1", "n2");
        assertEquals(List.of("n1"), world.servers("f"), "it may have gone cold since");
        world.says("n2", "f", InstanceState.WARM);
        assertEquals(List.of("n2"), world.servers("f"));
        assertEquals(MigrationState.DRAINING, world.state(migration));
        var refused = assertThrows(SlacklineException.class, () -> standby.release("f", List.of("n3")));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
    }

    @Test
    void keepsServingWhatCannotBeWarmedElsewhere() {
        world.served("f", SteeringMode.PINNED, "n1");
        var migration = draining.drain("n1").getFirst();
        world.settle();
        world.says(migration.to(), "f", InstanceState.FAILED);
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(List.of("n1"), world.servers("f"));
        assertEquals(NodeState.DRAINING, state("n1"));
        var again = draining.drain("n1").getFirst();
        world.settle();
        complete(again);
        assertEquals(NodeState.DRAINED, state("n1"));
    }

    @Test
    void refusesWhileAFunctionIsOnItsWayToTheNode() {
        world.served("f", SteeringMode.PINNED, "n2");
        world.move("f", "n2", "n1");
        var refused = assertThrows(SlacklineException.class, () -> draining.drain("n1"));
        assertTrue(refused.getMessage().contains("already moving"), refused.getMessage());
    }

    @Test
    void anUndrainedNodeTakesWorkAgain() {
        world.served("f", SteeringMode.PINNED, "n2");
        draining.drain("n1");
        var refused = assertThrows(SlacklineException.class, () -> world.move("f", "n2", "n1"));
        assertEquals("node n1 is DRAINED; undrain it first", refused.getMessage());
        draining.undrain("n1");
        assertEquals(NodeState.READY, state("n1"));
        complete(world.move("f", "n2", "n1"));
        assertEquals(List.of("n1"), world.servers("f"));
    }

    @Test
    void movesAPinnedFunctionOffANodeThatIsAwayTooLong() {
        world.served("f", SteeringMode.PINNED, "n1");
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        var failover = new Failover(
                world.cluster(),
                world.fleet,
                world.plans,
                world.engine(),
                world.events,
                world.time,
                Duration.ofSeconds(5));
        failover.start();
        world.lose("n1");
        world.advance(Duration.ofSeconds(4));
        assertEquals(List.of(), world.snapshot().openMigrations());
        world.advance(Duration.ofSeconds(1));
        var migration = world.snapshot().openMigrations().getFirst();
        assertEquals(Migration.Cause.RECOVERY, migration.cause());
        assertEquals("f", migration.function(), "the switch itself leaves a silent node out in slack mode");
        world.says(migration.to(), "f", InstanceState.WARM);
        world.advance(Duration.ofSeconds(1));
        assertEquals(MigrationState.DONE, world.state(migration));
        assertEquals(Role.FORWARD, world.role("n1", "f"), "should it come back");
    }

    @Test
    void tellsOnceWhenNoNodeCanTakeALostFunction() {
        world.served("f", SteeringMode.PINNED, "n1");
        new Failover(
                        world.cluster(),
                        world.fleet,
                        world.plans,
                        world.engine(),
                        world.events,
                        world.time,
                        Duration.ofSeconds(5))
                .start();
        world.lose("n1");
        world.lose("n2");
        world.lose("n3");
        world.advance(Duration.ofSeconds(20));
        assertEquals(1, told("function.unserved"));
    }

    private void complete(Migration migration) {
        world.settle();
        if (world.state(migration) == MigrationState.WARMING) {
            world.says(migration.to(), migration.function(), InstanceState.WARM);
        }
        world.says(migration.from(), migration.function(), InstanceState.DRAINING);
        world.says(migration.from(), migration.function(), InstanceState.GONE);
        assertEquals(MigrationState.DONE, world.state(migration));
    }

    private NodeState state(String node) {
        Snapshot snapshot = world.snapshot();
        return NodeState.of(snapshot.node(node).orElseThrow(), snapshot, world.fleet);
    }

    private long told(String kind) {
        return world.events.latest(1000).stream()
                .collect(Collectors.groupingBy(event -> event.getKind(), Collectors.counting()))
                .getOrDefault(kind, 0L);
    }
}
