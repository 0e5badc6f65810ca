package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CPU time of processes with their threads and descendants, to the nanosecond, from {@code task/TID/schedstat} (first field: time on the CPU)
 * and {@code task/TID/children}. Threads and children that end between two samples keep what was last seen of them; the sum never falls. Used
 * from one thread. Sources: the kernel's sched-stats.rst and proc_tid_children(5).
 */
public final class ProcessTimes {
    private static final Logger log = LoggerFactory.getLogger(ProcessTimes.class);

    private final Path proc;
    private Map<Long, Long> lastByThread = new HashMap<>();
    private long total;

    /** @param proc {@code /proc} */
    public ProcessTimes(Path proc) {
        this.proc = proc;
    }

    /** Nanoseconds of all that were ever asked for, with those of these processes up to now. */
    public long usedNanos(Collection<Long> pids) {
        var now = new HashMap<Long, Long>();
        var open = new ArrayDeque<>(pids);
        for (var pid = open.poll(); pid != null; pid = open.poll()) {
            try (var tasks = Files.newDirectoryStream(proc.resolve(pid + "/task"))) {
                for (var task : tasks) {
                    var schedstat = Files.readString(task.resolve("schedstat"));
                    now.put(
                            Long.valueOf(task.getFileName().toString()),
                            Long.valueOf(schedstat.substring(0, schedstat.indexOf(' '))));
                    addChildren(task, open);
                }
            } catch (IOException | DirectoryIteratorException ended) {
                log.trace("process {} has ended", pid, ended);
            }
        }
        now.forEach((thread, nanos) -> total += Math.max(0, nanos - lastByThread.getOrDefault(thread, 0L)));
        lastByThread = now;
        return total;
    }

    private static void addChildren(Path task, ArrayDeque<Long> open) throws IOException {
        var children = task.resolve("children");
        if (Files.exists(children)) {
            for (var child : Files.readString(children).split(" ")) {
                if (!child.isBlank()) {
                    open.add(Long.valueOf(child.strip()));
                }
            }
        }
    }
}
