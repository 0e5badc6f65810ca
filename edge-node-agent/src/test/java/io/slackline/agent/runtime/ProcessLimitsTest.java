package io.slackline.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLimitsTest {
    private static final long MEMORY_BYTES = 64L << 20;

    private static String python(ProcessLimits limits, String program) throws Exception {
        var process = new ProcessBuilder(limits.around(List.of("/usr/bin/python3", "-c", program)))
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.strip();
    }

    @Test
    void standsInForTheGroupThatIsMissing(@TempDir Path group) throws Exception {
        var alone = ProcessLimits.of(MEMORY_BYTES, new InstanceGroups.Group(List.of()));
        assertEquals(Set.of("FSIZE", "CORE", "DATA", "NPROC"), alone.values().keySet());
        assertEquals(320L << 20, alone.values().get("DATA"));
        assertTrue(alone.values().get("NPROC") > InstanceGroups.MOST_TASKS, alone.toString());
        Files.createFile(group.resolve("memory.max"));
        Files.createFile(group.resolve("pids.max"));
        var grouped = ProcessLimits.of(MEMORY_BYTES, new InstanceGroups.Group(List.of(group)));
        assertEquals(Map.of("FSIZE", 1L << 30, "CORE", 0L), grouped.values());
    }

    @Test
    void stopsALeakAndAFileThatGrows(@TempDir Path directory) throws Exception {
        var file = directory.resolve("file");
        var limits = new ProcessLimits(Map.of("DATA", 128L << 20, "FSIZE", 1L << 20));
        assertEquals("MemoryError 27", python(limits, """
                try: leak = bytearray(200 << 20)
                except MemoryError: print("MemoryError", end=" ")
                try: open("%s", "wb", 0).write(b"x" * (2 << 20)); open("%s", "ab", 0).write(b"x")
                except OSError as error: print(error.errno)
                """.formatted(file, file)));
        assertEquals(1 << 20, Files.size(file));
    }
}
