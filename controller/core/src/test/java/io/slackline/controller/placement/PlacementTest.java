package io.slackline.controller.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.controller.migration.World;
import io.slackline.controller.model.NodeEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void threeNodesAlike() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        world.node("n3");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void refusesANodeWithoutTheSlackThatIsAskedFor() {
        world.served("f", SteeringMode.PINNED, "n1");
        world.cluster().change(draft -> {
            var held = draft.function("f").orElseThrow();
            draft.put(held.withSpec(
                    held.spec().toBuilder().setMinSlackMillicores(200).build()));
        });
        world.fleet.slack("n2", 199);
        var refused = assertThrows(SlacklineException.class, () -> world.move("f", "n1", "n2"));
        assertEquals("node n2 has 199 millicores of slack, function f asks for 200", refused.getMessage());
        assertEquals(List.of("n1"), world.servers("f"));
    }

    @Test
    void prefersFastCores() {
        describe("n2", description -> description.setComputeScore(1500));
        assertEquals(List.of("n2", "n1", "n3"), fit());
        assertEquals(750, world.placer.score(world.snapshot(), "n2"));
    }

    @Test
    void prefersNearNodes() {
        describe("n1", description -> description.addLinks(toTheSwitch(5000)));
        describe("n3", description -> description.addLinks(toTheSwitch(300)));
        assertEquals(List.of("n2", "n3", "n1"), fit());
        assertEquals(400, world.placer.score(world.snapshot(), "n1"), "20m for each of 5 ms");
    }

    @Test
    void slackStillCountsMost() {
        describe("n1", description -> description.setComputeScore(1500));
        world.fleet.slack("n3", 800);
        assertEquals(List.of("n3", "n1", "n2"), fit());
    }

    private static LinkQuality toTheSwitch(int rttMicros) {
        return LinkQuality.newBuilder()
                .setTo("10.99.0.1")
                .setKind(LinkQuality.Kind.SWITCH)
                .setRttUs(rttMicros)
                .build();
    }

    private void describe(String node, UnaryOperator<NodeDescription.Builder> change) {
        world.cluster().change(draft -> {
            var held = draft.node(node).orElseThrow();
            draft.put(new NodeEntry(
                    change.apply(held.description().toBuilder()).build(),
                    held.index(),
                    held.token(),
                    held.bootEpoch(),
                    held.joinedMicros(),
                    held.draining(),
                    held.attachments()));
        });
    }

    private List<String> fit() {
        return world.placer.fit(world.snapshot(), World.spec("f"), List.of());
    }
}
