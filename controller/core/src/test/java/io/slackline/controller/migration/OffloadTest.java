package io.slackline.controller.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.model.Policy;
import io.slackline.controller.model.Steering.Share;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffloadTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void open() {
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
    void sendsAShareElsewhereOnceTheOtherIsWarm() {
        offload("n2", 0.25);
        assertEquals(List.of("n1"), world.servers("f"));
        world.says("n2", "f", InstanceState.WARM);
        assertEquals(SteeringMode.SHARE, world.function("f").steering().mode());
        assertEquals(
                List.of(new Share("n1", 0.75), new Share("n2", 0.25)),
                world.function("f").steering().candidates());
        var pick = (Pick.ByShare) world.devices.flips.getLast().pick();
        assertEquals(16, Collections.frequency(pick.candidates().first(), 2));
        assertEquals(Role.SERVE, world.role("n1", "f"));
        assertTrue(world.snapshot().openMigrations().isEmpty());
    }

    @Test
    void changesTheShareOfAnOffloadInPlace() {
        begin("n2", 0.25);
        offload("n2", 0.5);
        assertEquals(
                List.of(new Share("n1", 0.5), new Share("n2", 0.5)),
                world.function("f").steering().candidates());
    }

    @Test
    void takesTheSharesOfAThirdNodeFromAllInProportion() {
        begin("n2", 0.5);
        begin("n3", 0.5);
        assertEquals(
                List.of(new Share("n1", 0.25), new Share("n2", 0.25), new Share("n3", 0.5)),
                world.function("f").steering().candidates());
    }

    @Test
    void endsWithShareZeroPolitely() {
        begin("n2", 0.25);
        offload("n2", 0);
        assertEquals(SteeringMode.PINNED, world.function("f").steering().mode());
        assertEquals(List.of("n1"), world.servers("f"));
        assertEquals(Role.DRAIN, world.role("n2", "f"));
        world.says("n2", "f", InstanceState.DRAINING);
        world.says("n2", "f", InstanceState.GONE);
        assertEquals(Role.FORWARD, world.role("n2", "f"));
        assertEquals("n1", world.function("f").assignment("n2").orElseThrow().forwardTo());
    }

    @Test
    void changesNothingWhenTheOtherCannotWarm() {
        offload("n2", 0.25);
        world.says("n2", "f", InstanceState.FAILED);
        assertEquals(SteeringMode.PINNED, world.function("f").steering().mode());
        assertEquals(Role.ROLE_UNSPECIFIED, world.role("n2", "f"));
    }

    @Test
    void movesAShareWithItsNode() {
        begin("n2", 0.25);
        var migration = world.move("f", "n2", "n3");
        world.says("n3", "f", InstanceState.WARM);
        assertEquals(
                List.of(new Share("n1", 0.75), new Share("n3", 0.25)),
                world.function("f").steering().candidates());
        assertEquals(migration.number(), world.snapshot().lastMigration());
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertEquals(Code.INVALID_ARGUMENT, refused("n2", 1.0).code());
        assertEquals(Code.INVALID_ARGUMENT, refused("n2", -0.1).code());
        assertEquals(Code.INVALID_ARGUMENT, refused("n2", Double.NaN).code());
        assertEquals(Code.INVALID_ARGUMENT, refused("n1", 0.5).code());
        assertEquals(Code.FAILED_PRECONDITION, refused("n2", 0).code());
        assertEquals(
                "there is no node \"nowhere\"; nodes: n1, n2, n3",
                refused("nowhere", 0.5).getMessage());
    }

    @Test
    void aNodeJoinsTheOffloadGroupOnceItIsWarm() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        whenShort("s", "n3");
        assertEquals(List.of(), bySlack().offload());
        world.says("n3", "s", InstanceState.WARM);

        assertEquals(List.of("n3"), world.function("s").steering().offloadNodes());
        assertEquals(List.of("n1", "n2"), world.servers("s"));
        assertEquals(Collections.nCopies(64, 3), bySlack().offload());
        assertEquals(50, bySlack().rules().minSlackMillicores(), "the floor of its class");
        assertTrue(world.snapshot().openMigrations().isEmpty());
    }

    @Test
    void leavesTheOffloadGroupPolitely() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        whenShort("s", "n3");
        world.says("n3", "s", InstanceState.WARM);
        world.engine().start(draft -> world.plans.offload(draft, "s", "n3", 0));
        world.settle();
        assertEquals(List.of(), bySlack().offload());
        assertEquals(0, bySlack().rules().offloadGroup());
        assertEquals(Role.DRAIN, world.role("n3", "s"));
    }

    @Test
    void functionsWithTheSameOffloadNodesShareAGroup() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        world.served("t", SteeringMode.SLACK, "n1");
        whenShort("s", "n3");
        world.says("n3", "s", InstanceState.WARM);
        int first = bySlack().rules().offloadGroup();
        whenShort("t", "n3");
        world.says("n3", "t", InstanceState.WARM);
        assertEquals(first, bySlack().rules().offloadGroup());
        whenShort("t", "n2");
        world.says("n2", "t", InstanceState.WARM);
        assertEquals(first + 1, bySlack().rules().offloadGroup(), "other nodes, another group");
    }

    @Test
    void aGroupThatWasGivenUpIsNotWrittenAnew() {
        world.served("s", SteeringMode.SLACK, "n1");
        whenShort("s", "n3");
        world.says("n3", "s", InstanceState.WARM);
        int first = bySlack().rules().offloadGroup();
        world.engine().start(draft -> world.plans.offload(draft, "s", "n3", 0));
        world.settle();
        world.says("n3", "s", InstanceState.DRAINING);
        world.says("n3", "s", InstanceState.GONE);
        world.restart();
        whenShort("s", "n2");
        world.says("n2", "s", InstanceState.WARM);
        assertEquals(first + 1, bySlack().rules().offloadGroup(), "a packet may still be on its way to the old one");
    }

    @Test
    void aCandidateThatMovesIntoTheOffloadGroupLeavesTheGroup() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        whenShort("s", "n3");
        world.says("n3", "s", InstanceState.WARM);
        world.move("s", "n1", "n3");
        assertEquals(List.of("n3", "n2"), world.servers("s"));
        assertEquals(List.of(), world.function("s").steering().offloadNodes());
        assertEquals(0, bySlack().rules().offloadGroup());
    }

    @Test
    void refusesAnOffloadGroupWhereNobodyAsksForSlack() {
        assertEquals(
                Code.FAILED_PRECONDITION,
                assertThrows(SlacklineException.class, () -> whenShort("f", "n2"))
                        .code());
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        assertEquals(
                "function s: node n2 is one of its candidates",
                assertThrows(SlacklineException.class, () -> whenShort("s", "n2"))
                        .getMessage());
    }

    @Test
    void theFloorFollowsThePolicyAndTheFunctionsOwnFigureWins() {
        world.served("s", SteeringMode.SLACK, "n1");
        world.cluster().change(draft -> draft.put(Policy.STANDARD.with(Map.of("latency-sensitive.floor", "80m"))));
        assertEquals(80, wanted("s").rules().minSlackMillicores());
        world.cluster().change(draft -> {
            var held = draft.function("s").orElseThrow();
            draft.put(held.withSpec(
                    held.spec().toBuilder().setMinSlackMillicores(120).build()));
        });
        assertEquals(120, wanted("s").rules().minSlackMillicores());
    }

    private Pick.BySlack wanted(String function) {
        int slot = world.function(function).spec().getSlot();
        return (Pick.BySlack) world.devices.desired().services().get(slot).pick();
    }

    private Pick.BySlack bySlack() {
        return world.devices.flips.isEmpty()
                ? wanted("s")
                : (Pick.BySlack) world.devices.flips.getLast().pick();
    }

    private void whenShort(String function, String to) {
        world.engine().start(draft -> world.plans.offloadWhenShort(draft, function, to));
        world.settle();
    }

    @Test
    void leavesSlackFunctionsToTheSwitch() {
        world.served("s", SteeringMode.SLACK, "n1", "n2");
        var refused = assertThrows(
                SlacklineException.class,
                () -> world.engine().start(draft -> world.plans.offload(draft, "s", "n3", 0.5)));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
    }

    private SlacklineException refused(String to, double share) {
        return assertThrows(SlacklineException.class, () -> offload(to, share));
    }

    private void offload(String to, double share) {
        world.engine().start(draft -> world.plans.offload(draft, "f", to, share));
        world.settle();
    }

    private void begin(String to, double share) {
        offload(to, share);
        world.says(to, "f", InstanceState.WARM);
    }
}
