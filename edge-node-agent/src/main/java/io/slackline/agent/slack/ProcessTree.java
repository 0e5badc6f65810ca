package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who descends from whom, from the parents that {@code /proc/PID/stat} names; the kernel need not list children. The whole of {@code /proc} is read once a
 * second at most, because it costs more than all else that a measurement does; one tree serves all who measure. Any thread may call it. Source:
 * proc_pid_stat(5).
 */
public final class ProcessTree {
    private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);
    private static final long FRESH_NANOS = 1_000_000_000;

    private final Path proc;
    private final LongSupplier clock;
    private Map<Long, List<Long>> children = Map.of();
    private long scannedAt;
    private boolean scanned;

    /**
     * @param proc {@code /proc}
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public ProcessTree(Path proc, LongSupplier clock) {
        this.proc = proc;
        this.clock = clock;
    }

    /** These and all their descendants; a child is noticed within a second. */
    synchronized Set<Long> withDescendants(Collection<Long> roots) {
        if (!roots.isEmpty() && (!scanned || clock.getAsLong() - scannedAt >= FRESH_NANOS)) {
            children = scan();
            scannedAt = clock.getAsLong();
            scanned = true;
        }
        var all = new LinkedHashSet<Long>();
        var open = new ArrayDeque<>(roots);
        for (var pid = open.poll(); pid != null; pid = open.poll()) {
            if (all.add(pid)) {
                open.addAll(children.getOrDefault(pid, List.of()));
            }
        }
        return all;
    }

    private Map<Long, List<Long>> scan() {
        var found = new HashMap<Long, List<Long>>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var process : processes) {
                addTo(found, process);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            log.debug("{} cannot be listed", proc, unreadable);
        }
        return found;
    }

    /** The command, second field, is in parentheses and may hold anything; after it come state and parent. */
    private static void addTo(Map<Long, List<Long>> found, Path process) {
        try {
            var stat = Files.readString(process.resolve("stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            found.computeIfAbsent(Long.valueOf(fields[1]), parent -> new ArrayList<>())
                    .add(Long.valueOf(process.getFileName().toString()));
        } catch (IOException ended) {
            log.trace("{} has ended", process, ended);
        }
    }
}
