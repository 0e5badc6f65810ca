package io.slackline.controller.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.Register;
import io.slackline.api.v1.Registered;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.SlackSample;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.migration.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSessionsTest {
    @TempDir
    Path directory;

    private World world;
    private AgentSessions sessions;

    @BeforeEach
    void open() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        sessions = new AgentSessions(world.cluster(), world.events, world.time);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void welcomesAndTellsAllOrders() {
        world.served("f", SteeringMode.PINNED, "n1");
        var link = attach("n1", 1);
        assertEquals(1, link.welcomes.size());
        assertEquals(1, link.orders.size());
        var order = link.orders.getFirst().getAssignments(0);
        assertEquals("f", order.getFunction().getName());
        assertEquals(Role.SERVE, order.getRole());
    }

    @Test
    void tellsThoseWhoseOrdersChangeAndNobodyElse() {
        var one = attach("n1", 1);
        var two = attach("n2", 1);
        world.served("f", SteeringMode.PINNED, "n1");
        assertEquals(2, one.orders.size());
        assertEquals(1, two.orders.size());
    }

    @Test
    void namesThePeerThatTakesTheStragglers() {
        world.served("f", SteeringMode.PINNED, "n1");
        var link = attach("n1", 1);
        world.move("f", "n1", "n2");
        world.says("n2", "f", InstanceState.WARM);
        Assignment order = link.orders.getLast().getAssignments(0);
        assertEquals(Role.DRAIN, order.getRole());
        assertEquals("10.98.0.12:9701", order.getForwardTo());
        assertEquals(5000, order.getDrainDeadlineMs());
    }

    @Test
    void tellsANodeThatItIsDraining() {
        var link = attach("n1", 1);
        world.cluster().change(draft -> draft.put(draft.node("n1").orElseThrow().withDraining(true)));
        assertTrue(link.orders.getLast().getDraining());
    }

    @Test
    void refusesASecondLivingAgentOfTheSameName() {
        var first = attach("n1", 1);
        var refused = assertThrows(SlacklineException.class, () -> attach("n1", 2));
        assertEquals(Code.ALREADY_EXISTS, refused.code());
        assertTrue(first.closed.isEmpty());
        sessions.detach("n1", first, "gone");
        assertEquals(1, attach("n1", 2).welcomes.size());
    }

    @Test
    void aNewStreamOfTheSameAgentReplacesTheOld() {
        var first = attach("n1", 1);
        var second = attach("n1", 1);
        assertTrue(first.closed.isPresent());
        sessions.detach("n1", first, "gone");
        assertEquals(
                OptionalLong.empty(), sessions.awaySinceNanos("n1"), "the late end of the old stream means nothing");
        sessions.detach("n1", second, "gone");
        assertFalse(sessions.awaySinceNanos("n1").isEmpty());
    }

    @Test
    void knowsSinceWhenANodeIsAway() {
        world.time.advance(Duration.ofSeconds(3));
        assertEquals(OptionalLong.of(0), sessions.awaySinceNanos("n1"), "since the controller started");
        var link = attach("n1", 1);
        world.time.advance(Duration.ofSeconds(1));
        sessions.detach("n1", link, "gone");
        assertEquals(OptionalLong.of(4_000_000_000L), sessions.awaySinceNanos("n1"));
    }

    @Test
    void remembersWhatAgentsSaidLast() {
        attach("n1", 1);
        sessions.measured(
                "n1",
                NodeMetrics.newBuilder()
                        .setSlack(SlackSample.newBuilder().setSlackMillicores(120))
                        .addFunctions(status(InstanceState.WARM))
                        .build());
        assertEquals(120, sessions.metrics("n1").orElseThrow().getSlack().getSlackMillicores());
        assertEquals(
                InstanceState.WARM,
                sessions.reported("n1", "f").orElseThrow().status().getState());
    }

    @Test
    void slackAloneLeavesTheOtherMetricsAsTheyAre() {
        attach("n1", 1);
        sessions.measured("n1", SlackSample.newBuilder().setSlackMillicores(100).build());
        sessions.measured(
                "n1",
                NodeMetrics.newBuilder()
                        .setSlack(SlackSample.newBuilder().setSlackMillicores(120))
                        .setMemoryUsedBytes(5)
                        .build());
        sessions.measured("n1", SlackSample.newBuilder().setSlackMillicores(80).build());
        var metrics = sessions.metrics("n1").orElseThrow();
        assertEquals(80, metrics.getSlack().getSlackMillicores());
        assertEquals(5, metrics.getMemoryUsedBytes());
    }

    @Test
    void forgetsWhatAnEarlierAgentHosted() {
        var link = attach("n1", 1);
        sessions.reported("n1", status(InstanceState.WARM));
        sessions.detach("n1", link, "killed");
        attach("n1", 2);
        assertTrue(sessions.reported("n1", "f").isEmpty());
    }

    @Test
    void believesWhatAReturningAgentStillHosts() {
        var register = Register.newBuilder()
                .setBootEpoch(1)
                .addHosted(status(InstanceState.BUSY))
                .build();
        sessions.attach(
                world.snapshot().node("n1").orElseThrow(), new FakeLink(), Registered.getDefaultInstance(), register);
        assertEquals(
                InstanceState.BUSY,
                sessions.reported("n1", "f").orElseThrow().status().getState());
    }

    @Test
    void ordersNothingTwice() {
        var link = attach("n1", 1);
        world.cluster().change(draft -> draft.put(draft.node("n1").orElseThrow()));
        assertEquals(List.of(link.orders.getFirst()), link.orders);
    }

    private FakeLink attach(String node, long bootEpoch) {
        var link = new FakeLink();
        sessions.attach(
                world.snapshot().node(node).orElseThrow(),
                link,
                Registered.getDefaultInstance(),
                Register.newBuilder().setBootEpoch(bootEpoch).build());
        return link;
    }

    private static FunctionStatus status(InstanceState state) {
        return FunctionStatus.newBuilder().setFunction("f").setState(state).build();
    }
}
