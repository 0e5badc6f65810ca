package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CPU time of processes with their threads and descendants, to the nanosecond, from the first field of {@code task/TID/schedstat}: time on the CPU. A
 * thread counts from when it is first seen, and what it used stays counted when it ends; so the sum never jumps and never falls. Used from one
 * thread. Source: the kernel's sched-stats.rst.
 */
public final class ProcessTimes {
    private static final Logger log = LoggerFactory.getLogger(ProcessTimes.class);

    private final Path proc;
    private final ProcessTree tree;
    private Map<Long, Long> lastByThread = Map.of();
    private long total;

    /** @param proc {@code /proc} */
    public ProcessTimes(Path proc) {
        this.proc = proc;
        tree = new ProcessTree(proc);
    }

    /** Nanoseconds that the processes of this and earlier calls have used while they were asked for. */
    public long usedNanos(Collection<Long> pids) {
        var now = new HashMap<Long, Long>();
        for (var pid : tree.withDescendants(pids)) {
            try (var tasks = Files.newDirectoryStream(proc.resolve(pid + "/task"))) {
                for (var task : tasks) {
                    var schedstat = Files.readString(task.resolve("schedstat"));
                    now.put(
                            Long.valueOf(task.getFileName().toString()),
                            Long.valueOf(schedstat.substring(0, schedstat.indexOf(' '))));
                }
            } catch (IOException | DirectoryIteratorException ended) {
                log.trace("process {} has ended", pid, ended);
            }
        }
        now.forEach((thread, nanos) -> total += Math.max(0, nanos - lastByThread.getOrDefault(thread, nanos)));
        lastByThread = now;
        return total;
    }
}
