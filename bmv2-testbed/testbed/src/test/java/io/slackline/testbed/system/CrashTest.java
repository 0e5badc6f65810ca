package io.slackline.testbed.system;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.host.LeftOvers;
import io.slackline.testbed.host.RunState;
import io.slackline.testbed.process.CpuGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
        Process demo = startDemo(errors);
        List<ProcessHandle> processes = demo.descendants().collect(Collectors.toList());
        assertTrue(processes.size() > 5, processes.toString());
        Set<Path> agents = agentGroups(processes);

        demo.destroyForcibly();
        awaitExit(processes);
        List<String> removed = LeftOvers.remove(new RunState(directory.resolve("no-testbed")));
        for (Path group : agents) {
            assertFalse(Files.exists(group), group::toString);
            assertTrue(removed.contains("control group " + group), removed::toString);
        }
        assertFalse(CpuGroups.leftOvers().stream().anyMatch(group -> !groupsBefore.contains(group)));
    }

    @Test
    void anInterruptedDemoEndsByItselfAndLeavesNothing(@TempDir Path directory) throws Exception {
        List<Path> groupsBefore = CpuGroups.leftOvers();
        Path errors = directory.resolve("errors");
        Process demo = startDemo(errors);
        List<ProcessHandle> processes = demo.descendants().collect(Collectors.toList());
        demo.destroy();
        assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ends");
        assertEquals(143, demo.exitValue(), () -> read(errors));
        awaitExit(processes);
        assertFalse(CpuGroups.leftOvers().stream().anyMatch(group -> !groupsBefore.contains(group)));
    }

    /** Those in which the agents among these processes have their instances; none where this user may make no control groups. */
    private static Set<Path> agentGroups(List<ProcessHandle> processes) {
        return processes.stream()
                .flatMap(process ->
                        read(Path.of("/proc/" + process.pid() + "/cgroup")).lines())
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3)
                .map(fields -> Path.of("/sys/fs/cgroup", fields[1], fields[2]).getParent())
                .filter(group -> group.getFileName().toString().matches("slackline-n[0-9]+-.*"))
                .collect(Collectors.toSet());
    }

    /** Returns when the demo has come as far as its warm-up. */
    private static Process startDemo(Path errors) throws Exception {
        try (WatchService changes = errors.getFileSystem().newWatchService()) {
            errors.getParent().register(changes, ENTRY_CREATE, ENTRY_MODIFY);
            Process demo = Sandbox.start("io.slackline.testbed.Main", List.of("demo"), errors);
            while (!read(errors).contains("warm-up")) {
                WatchKey change = changes.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertNotNull(change, () -> "the demo says nothing for " + LIMIT + ": " + read(errors));
                change.pollEvents();
                change.reset();
            }
            assertTrue(demo.isAlive(), () -> read(errors));
            return demo;
        }
    }

    private static void awaitExit(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
