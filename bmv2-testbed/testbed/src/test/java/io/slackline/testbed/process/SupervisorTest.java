package io.slackline.testbed.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import io.slackline.testbed.netns.Namespace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path logs = Path.of("");

    @Test
    void anUnexpectedDeathFailsEveryWaitWithTheLastWords() {
        try (Supervisor supervisor = supervisor()) {
            supervisor.start(shell("sick", "echo it hurts >&2; exit 3"));
            SlacklineException failure =
                    assertThrows(SlacklineException.class, () -> supervisor.await("never", LIMIT, () -> false));
            assertTrue(failure.getMessage().contains("sick"), failure.getMessage());
            assertTrue(failure.getMessage().contains("exit code 3"), failure.getMessage());
            assertTrue(failure.getMessage().contains("it hurts"), failure.getMessage());
        }
    }

    @Test
    void aTaskMayEnd() throws Exception {
        try (Supervisor supervisor = supervisor()) {
            ManagedProcess task = supervisor.startTask(shell("task", "echo done"));
            assertEquals("done\n", new String(task.process().getInputStream().readAllBytes()));
            task.process().waitFor();
            supervisor.check();
        }
    }

    @Test
    void closingAsksAndThenKills() {
        Supervisor supervisor = supervisor();
        ManagedProcess gentle = supervisor.start(shell("gentle", "exec sleep 100"));
        ManagedProcess stubborn =
                supervisor.start(shell("stubborn", "trap '' TERM; echo up; while :; do sleep 1; done"));
        supervisor.await("it ignores SIGTERM", LIMIT, () -> stubborn.said("up"));
        supervisor.close();
        assertFalse(gentle.isAlive());
        assertFalse(stubborn.isAlive());
        assertEquals(143, gentle.process().exitValue());
        assertEquals(137, stubborn.process().exitValue());
        assertThrows(SlacklineException.class, () -> supervisor.start(shell("late", "true")));
    }

    @Test
    void aWaitThatTakesTooLongSaysForWhat() {
        try (Supervisor supervisor = supervisor()) {
            SlacklineException failure = assertThrows(
                    SlacklineException.class, () -> supervisor.await("the moon", Duration.ofMillis(30), () -> false));
            assertTrue(failure.getMessage().contains("the moon"), failure.getMessage());
        }
    }

    private Supervisor supervisor() {
        return new Supervisor(logs);
    }

    private static ProcessSpec shell(String name, String script) {
        return ProcessSpec.of(name, Namespace.BASE, List.of("sh", "-c", script));
    }
}
