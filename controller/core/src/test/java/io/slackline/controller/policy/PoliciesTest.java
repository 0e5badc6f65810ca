package io.slackline.controller.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.SlackSample;
import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.device.DesiredState.Counted;
import io.slackline.controller.device.Traffic;
import io.slackline.controller.migration.World;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which moves the controller starts by itself, and which it does not. */
class PoliciesTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void open() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        world.node("n3");
        new Policies(
                        world.cluster(),
                        world.fleet,
                        world.devices,
                        world.placer,
                        world.plans,
                        world.engine(),
                        world.events,
                        world.time)
                .start();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void doesNothingUntilItIsTurnedOn() {
        world.served("f", SteeringMode.PINNED, "n1");
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        world.fleet.slack("n1", 0);
        world.fleet.slack("n3", 60_000);
        seconds(120);
        assertEquals(List.of(), moves());
        policy("short-slack.enabled", "on");
        seconds(3);
        assertEquals(1, moves().size());
    }

    @Test
    void leavesANodeThatStaysShortOfSlack() {
        policy("short-slack.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        world.fleet.slack("n1", 49);
        world.fleet.slack("n2", 149);
        world.fleet.slack("n3", 300);
        seconds(1.5);
        assertEquals(List.of(), moves(), "not yet long enough");
        seconds(1);
        var move = moves().getFirst();
        assertEquals("n3", move.to());
        assertEquals(Migration.Cause.POLICY, move.cause());
        assertTrue(
                world.events.latest(10).stream()
                        .anyMatch(event -> event.getKind().equals("policy.move")
                                && event.getMessage()
                                        .equals("f from n1 to n3: its node has had less than 50m of slack for 2s")),
                () -> world.events.latest(10).toString());
    }

    @Test
    void aMomentOfShortSlackIsNoReason() {
        policy("short-slack.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        for (int i = 0; i < 60; i++) {
            world.fleet.slack("n1", i % 4 == 3 ? 500 : 0);
            seconds(0.5);
        }
        assertEquals(List.of(), moves(), "in 30 s never short for 2 s without a break");
    }

    @Test
    void doesNotGoWhereItWouldSoonBeShortAgain() {
        policy("short-slack.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        world.fleet.slack("n1", 10);
        world.fleet.slack("n2", 149);
        world.fleet.slack("n3", 149);
        seconds(60);
        assertEquals(List.of(), moves(), "the floor is 50m, the margin 100m");
        world.fleet.slack("n2", 150);
        seconds(1);
        assertEquals("n2", moves().getFirst().to());
    }

    @Test
    void neverFlapsHoweverTheSlackSwings() {
        policy("short-slack.enabled", "on");
        policy("better-place.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        world.fleet.slack("n3", 0);
        int minutes = 10;
        for (int i = 0; i < minutes * 12; i++) {
            // Whoever has it is short for 5 s, the other one has plenty.
            var holder = world.servers("f").getFirst();
            world.fleet.slack("n1", holder.equals("n1") ? 0 : 600);
            world.fleet.slack("n2", holder.equals("n2") ? 0 : 600);
            seconds(5);
            moves().stream().filter(move -> world.state(move).isOpen()).forEach(this::complete);
        }
        assertTrue(moves().size() >= 10, () -> "it does move: " + moves().size());
        assertTrue(
                moves().size() <= minutes * 2,
                () -> "at most once in the cooldown of 30 s, but " + moves().size() + " times in " + minutes + " min");
    }

    @Test
    void bestEffortLeavesFirstAndOneAtATime() {
        policy("short-slack.enabled", "on");
        world.served("a", SteeringMode.PINNED, "n1");
        world.served("b", SteeringMode.PINNED, "n1");
        world.cluster().change(draft -> {
            var held = draft.function("b").orElseThrow();
            draft.put(held.withSpec(
                    held.spec().toBuilder().setClass_(FunctionClass.BEST_EFFORT).build()));
        });
        world.fleet.slack("n1", 150);
        seconds(3);
        assertEquals(List.of("b"), moves().stream().map(Migration::function).toList(), "under 200m, above 50m");
        world.fleet.slack("n1", 0);
        seconds(3);
        assertEquals(1, moves().size(), "another function leaves only when the first has gone");
        complete(moves().getFirst());
        seconds(3);
        assertEquals(
                List.of("b", "a"), moves().stream().map(Migration::function).toList());
    }

    @Test
    void atMostSoManyAtOnce() {
        policy("short-slack.enabled", "on");
        policy("moves.at-once", "1");
        world.served("a", SteeringMode.PINNED, "n1");
        world.served("b", SteeringMode.PINNED, "n2");
        world.fleet.slack("n1", 0);
        world.fleet.slack("n2", 0);
        seconds(10);
        assertEquals(1, moves().size());
        complete(moves().getFirst());
        seconds(1);
        assertEquals(2, moves().size());
    }

    @Test
    void networkFunctionsUnderPressureGetTheirNode() {
        policy("nf-pressure.enabled", "on");
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        pressed("n1", 540);
        pressed("n2", 100);
        pressed("n3", 490);
        seconds(10);
        assertEquals(List.of(), moves(), "n3 needs more than 80 % itself");
        pressed("n3", 400);
        seconds(1);
        var move = moves().getFirst();
        assertEquals("n1", move.from());
        assertEquals("n3", move.to());
        complete(move);
        assertEquals(List.of("n3", "n2"), world.servers("s"));
    }

    @Test
    void movesToABetterPlaceOnlyWhenThatPaysForIt() {
        policy("better-place.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        world.fleet.slack("n1", 500);
        world.fleet.slack("n2", 799);
        seconds(30);
        assertEquals(List.of(), moves(), "the margin is 300m");
        world.fleet.slack("n2", 800);
        seconds(9);
        assertEquals(List.of(), moves(), "not yet for 10 s");
        seconds(2);
        assertEquals("n2", moves().getFirst().to());
    }

    @Test
    void fasterCoresMakeABetterPlace() {
        policy("better-place.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        world.cluster().change(draft -> {
            var held = draft.node("n3").orElseThrow();
            draft.put(described(
                    held, held.description().toBuilder().setComputeScore(2000).build()));
        });
        seconds(12);
        assertEquals("n3", moves().getFirst().to(), "500m on cores twice as fast");
    }

    @Test
    void candidatesFollowWhereTheSwitchSends() {
        policy("follow-traffic.enabled", "on");
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        world.fleet.slack("n2", 10);
        steered(0, 0);
        seconds(1);
        steered(5000, 40);
        seconds(11);
        var move = moves().getFirst();
        assertEquals("n2", move.from());
        assertEquals("n3", move.to());
    }

    @Test
    void aCandidateThatGetsItsShareStays() {
        policy("follow-traffic.enabled", "on");
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        world.fleet.slack("n2", 10);
        for (int i = 1; i < 60; i++) {
            steered(950L * i, 50L * i);
            seconds(1);
        }
        assertEquals(List.of(), moves(), "5 % is more than 2 %");
    }

    @Test
    void silenceSaysNothingOfACandidate() {
        policy("follow-traffic.enabled", "on");
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        world.fleet.slack("n2", 10);
        steered(50, 0);
        seconds(120);
        assertEquals(List.of(), moves());
    }

    @Test
    void aSwitchThatBeganAnewIsNoStarvation() {
        policy("follow-traffic.enabled", "on");
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        world.fleet.slack("n2", 10);
        steered(100_000, 100_000);
        seconds(9);
        steered(90, 3);
        seconds(2);
        assertEquals(List.of(), moves());
    }

    @Test
    void nothingIsConcludedFromANodeThatIsAway() {
        policy("short-slack.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        world.fleet.slack("n1", 0);
        world.lose("n1");
        seconds(60);
        assertEquals(List.of(), moves(), "that is the failover's");
    }

    @Test
    void theClockOfTheWallMayJump() {
        policy("short-slack.enabled", "on");
        world.served("f", SteeringMode.PINNED, "n1");
        world.fleet.slack("n1", 0);
        seconds(1);
        world.time.setWallClock(Duration.ofDays(-3));
        seconds(0.5);
        assertEquals(List.of(), moves());
        seconds(1);
        complete(moves().getFirst());
        world.fleet.slack(world.servers("f").getFirst(), 0);
        world.time.setWallClock(Duration.ofDays(6));
        seconds(20);
        assertEquals(1, moves().size(), "the cooldown is 30 s by the clock that does not jump");
    }

    private void pressed(String node, int nfMillicores) {
        world.fleet.sample(
                node,
                SlackSample.newBuilder()
                        .setBudgetMillicores(600)
                        .setNfMillicores(nfMillicores)
                        .setSlackMillicores(600 - nfMillicores)
                        .build());
    }

    private void steered(long first, long second) {
        world.devices.traffic = new Traffic(Map.of(), Map.of(new Counted(0, 1), first, new Counted(0, 2), second));
    }

    private static NodeEntry described(NodeEntry node, NodeDescription description) {
        return new NodeEntry(
                description,
                node.index(),
                node.token(),
                node.bootEpoch(),
                node.joinedMicros(),
                node.draining(),
                node.attachments());
    }

    private void policy(String key, String value) {
        world.cluster().change(draft -> draft.put(draft.snapshot().policy().with(Map.of(key, value))));
        assertEquals(
                value,
                world.snapshot()
                        .policy()
                        .value(io.slackline.controller.model.PolicyKey.of(key).orElseThrow()));
        assertTrue(!Policy.STANDARD.equals(world.snapshot().policy()));
    }

    private void seconds(double seconds) {
        for (int i = 0; i < Math.round(seconds * 2); i++) {
            world.advance(Duration.ofMillis(500));
        }
    }

    private List<Migration> moves() {
        return world.snapshot().migrations().values().stream()
                .sorted(java.util.Comparator.comparingLong(Migration::number))
                .toList();
    }

    private void complete(Migration migration) {
        if (world.state(migration) == MigrationState.WARMING) {
            world.says(migration.to(), migration.function(), InstanceState.WARM);
        }
        world.says(migration.from(), migration.function(), InstanceState.DRAINING);
        world.says(migration.from(), migration.function(), InstanceState.GONE);
        assertEquals(MigrationState.DONE, world.state(migration));
    }
}
