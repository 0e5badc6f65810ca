package io.slackline.controller.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.NodeDescription;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.device.PuntedReport;
import io.slackline.controller.migration.World;
import io.slackline.controller.model.Attachment;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.node.NodeRegistry.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRegistryTest {
    @TempDir
    Path directory;

    private World world;
    private NodeRegistry registry;
    private int nextToken = 0x7000_0001;

    @BeforeEach
    void open() {
        world = new World(directory);
        registry = new NodeRegistry(world.cluster(), world.events, world.time, () -> nextToken++, 4);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void givesEachNodeAnIndexAndAToken() {
        var first = register("n1", 1);
        var second = register("n2", 1);
        assertEquals(1, first.index());
        assertEquals(2, second.index());
        assertEquals(0x7000_0001, first.token());
        assertEquals(0x7000_0002, second.token());
    }

    @Test
    void keepsIndexTokenAndAttachmentWhenAnAgentStartsAgain() {
        var before = register("n1", 1);
        registry.reported("s1", report(before, 5, before.token()));
        var again = registry.register(description("n1", "02:00:0a:00:01:01"), 2);
        assertEquals(Standing.NEW, again.standing());
        assertEquals(before.index(), again.node().index());
        assertEquals(before.token(), again.node().token());
        assertEquals(1, again.node().attachments().size());
        assertEquals(2, again.node().bootEpoch());
    }

    @Test
    void givesANewTokenToAnAgentThatLostCountOfItsStarts() {
        var before = register("n1", 9);
        var restarted = register("n1", 3);
        assertNotEquals(before.token(), restarted.token(), "its reports would be replays under the old one");
        assertEquals(restarted.token(), register("n1", 4).token());
        assertEquals(restarted.token(), register("n1", 4).token());
        register("n1", 0xFFFF);
        assertEquals(register("n1", 0xFFFF).token(), register("n1", 1).token(), "16 bits wrap around");
    }

    @Test
    void knowsTheSameAgentOnANewStream() {
        register("n1", 7);
        assertEquals(
                Standing.BACK,
                registry.register(description("n1", "02:00:0a:00:01:01"), 7).standing());
    }

    @Test
    void forgetsWhereANodeWasWhenItsMacChanged() {
        var node = register("n1", 1);
        registry.reported("s1", report(node, 5, node.token()));
        var moved = registry.register(description("n1", "02:00:0a:00:01:99"), 2).node();
        assertEquals(List.of(), moved.attachments());
    }

    @Test
    void attachesANodeWhereAReportWithItsTokenArrives() {
        var node = register("n1", 1);
        registry.reported("s1", report(node, 5, node.token()));
        assertEquals(List.of(new Attachment("s1", 5, 0xAB)), now("n1").attachments());
        assertTold("node.attached");
    }

    @Test
    void followsANodeToAnotherPort() {
        var node = register("n1", 1);
        registry.reported("s1", report(node, 5, node.token()));
        registry.reported("s1", report(node, 6, node.token()));
        assertEquals(List.of(new Attachment("s1", 6, 0xAB)), now("n1").attachments());
        assertTold("node.moved");
    }

    @Test
    void aForgedReportChangesNothingAndIsTold() {
        var node = register("n1", 1);
        var before = world.snapshot();
        registry.reported("s1", report(node, 9, node.token() + 1));
        registry.reported("s1", new PuntedReport(9, 0xAB, 77, node.token(), 1));
        assertEquals(before, world.snapshot());
        assertEquals(1, told("report.forged"), "one event a second for each port");
        world.time.advance(Duration.ofSeconds(1));
        registry.reported("s1", report(node, 9, node.token() + 1));
        assertEquals(2, told("report.forged"));
    }

    @Test
    void refusesMoreNodesThanTheSwitchesHaveRoomFor() {
        List.of("n1", "n2", "n3", "n4").forEach(name -> register(name, 1));
        var refused = assertThrows(SlacklineException.class, () -> register("n5", 1));
        assertEquals(Code.RESOURCE_EXHAUSTED, refused.code());
        assertEquals(
                "all node indexes, 1 to 4, are taken: the switches have room for no more nodes", refused.getMessage());
        assertEquals(4, register("n4", 2).index(), "who is known comes back");
    }

    @Test
    void refusesNamesAndMacsThatAreNone() {
        var badName = assertThrows(
                SlacklineException.class, () -> registry.register(description("N_1", "02:00:0a:00:01:01"), 1));
        assertEquals(Code.INVALID_ARGUMENT, badName.code());
        var badMac = assertThrows(SlacklineException.class, () -> registry.register(description("n1", "eth0"), 1));
        assertTrue(badMac.getMessage().contains("data_mac"), badMac.getMessage());
    }

    private NodeEntry register(String name, long bootEpoch) {
        return registry.register(description(name, "02:00:0a:00:01:01"), bootEpoch)
                .node();
    }

    private static NodeDescription description(String name, String mac) {
        return NodeDescription.newBuilder()
                .setName(name)
                .setDataMac(mac)
                .setPeerAddress("10.98.0.11:9701")
                .build();
    }

    private static PuntedReport report(NodeEntry node, int port, int token) {
        return new PuntedReport(port, 0xAB, node.index(), token, 1);
    }

    private NodeEntry now(String name) {
        return world.snapshot().node(name).orElseThrow();
    }

    private long told(String kind) {
        return world.events.latest(100).stream()
                .filter(event -> event.getKind().equals(kind))
                .count();
    }

    private void assertTold(String kind) {
        assertEquals(1, told(kind));
    }
}
