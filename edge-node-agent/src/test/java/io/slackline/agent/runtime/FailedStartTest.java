package io.slackline.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.TestNode;
import io.slackline.common.SlacklineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that comes to nothing is repeated as long as the function is assigned: it must not leave anything each time. */
final class FailedStartTest {
    @TempDir
    Path state;

    @Test
    void leavesNothing() throws Exception {
        try (var node = new TestNode("n1", "127.0.0.44", state)) {
            var start = new Start(Start.Urgency.AT_ONCE);
            var withoutArtifact =
                    node.sample("f").clearCommand().addCommand("{artifact}").build();
            var refused =
                    assertThrows(SlacklineException.class, () -> node.runtime().start(withoutArtifact, start));
            assertTrue(refused.getMessage().contains("it has none"), refused.getMessage());
            assertThrows(
                    IllegalStateException.class,
                    () -> node.runtime().start(withoutArtifact, start, place -> {
                        throw new IllegalStateException("no container after all");
                    }));
            for (var place : List.of("instances", "sockets")) {
                try (var left = Files.list(state.resolve(place))) {
                    assertEquals(List.of(), left.toList());
                }
            }
        }
    }
}
