package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.host.LeftOvers;
import io.slackline.testbed.host.RunState;
import io.slackline.testbed.process.CpuGroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed run leaves behind, and that cleanup takes it away. */
final class CrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void nothingOutlivesAKilledDemoAndItsCleanup(@TempDir Path directory) throws Exception {
        List<Path> groupsBefore = CpuGroups.leftOvers();
        Path errors = directory.resolve("errors");
        Process demo = Sandbox.start("io.slackline.testbed.Main", List.of("demo"), errors);
        await(
                "the demo is under way: " + errors,
                () -> Files.readString(errors).contains("warm-up") || !demo.isAlive());
        assertTrue(demo.isAlive(), () -> read(errors));
        List<ProcessHandle> processes = demo.descendants().collect(Collectors.toList());
        assertTrue(processes.size() > 5, processes.toString());

        demo.destroyForcibly().waitFor();
        await("all its processes have ended", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        LeftOvers.remove(new RunState(directory.resolve("no-testbed")));
        await("its control groups are gone", () -> {
            LeftOvers.remove(new RunState(directory.resolve("no-testbed")));
            return CpuGroups.leftOvers().stream().allMatch(groupsBefore::contains);
        });
    }

    @Test
    void anInterruptedDemoEndsByItselfAndLeavesNothing(@TempDir Path directory) throws Exception {
        List<Path> groupsBefore = CpuGroups.leftOvers();
        Path errors = directory.resolve("errors");
        Process demo = Sandbox.start("io.slackline.testbed.Main", List.of("demo"), errors);
        await("the demo is under way", () -> Files.readString(errors).contains("warm-up") || !demo.isAlive());
        List<ProcessHandle> processes = demo.descendants().collect(Collectors.toList());
        demo.destroy();
        await("it ends", () -> !demo.isAlive());
        assertEquals(143, demo.exitValue(), () -> read(errors));
        await("all its processes have ended", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertFalse(CpuGroups.leftOvers().stream().anyMatch(group -> !groupsBefore.contains(group)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - deadline < 0, "not within " + LIMIT + ": " + what);
            Thread.sleep(50);
        }
    }

    /** Something to wait for. */
    private interface Condition {
        boolean holds() throws Exception;
    }
}
