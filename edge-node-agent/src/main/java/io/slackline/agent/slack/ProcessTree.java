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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who descends from whom, from the parents that {@code /proc/PID/stat} names; the kernel need not list children. The whole of {@code /proc} is read only
 * every so many calls, because it costs more than all else that a measurement does. Used from one thread. Source: proc_pid_stat(5).
 */
final class ProcessTree {
    private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);
    private static final int CALLS_PER_SCAN = 10;

    private final Path proc;
    private Map<Long, List<Long>> children = Map.of();
    private int calls;

    ProcessTree(Path proc) {
        this.proc = proc;
    }

    /** These and all their descendants; a child is noticed within ten calls. */
    Set<Long> withDescendants(Collection<Long> roots) {
        if (calls++ % CALLS_PER_SCAN == 0) {
            children = scan();
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
