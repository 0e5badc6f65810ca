package io.slackline.agent.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A process and its descendants as they are at the moment. Finding them reads the whole of /proc: some milliseconds. */
final class ProcessFamily {
    private ProcessFamily() {}

    /** Empty when it is gone. */
    static LongStream of(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                .mapToLong(ProcessHandle::pid);
    }

    /**
     * What one process holds in memory, a page that several share counted as their part of it (Pss in proc_pid_smaps(5)): an instance that was forked
     * shares what the fork server had loaded. 0 when it is gone.
     */
    static long memoryBytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException | UncheckedIOException gone) {
            return 0;
        }
    }

    /** Those that left its process group too. */
    static void killDescendants(long pid) {
        ProcessHandle.of(pid).ifPresent(first -> first.descendants().forEach(ProcessHandle::destroyForcibly));
    }
}
