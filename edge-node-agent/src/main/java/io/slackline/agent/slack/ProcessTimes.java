package io.slackline.agent.slack;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * CPU time of processes with their threads and descendants, to the nanosecond. A process counts from when it is first seen, and what it used stays
 * counted when it ends; so the sum never jumps and never falls. Used from one thread.
 */
public final class ProcessTimes {
    private final ProcessTree tree;
    private final LongFunction<OptionalLong> cpuNanos;
    private Map<Long, Long> last = Map.of();
    private long total;

    /** @param cpuNanos of one process by its pid, threads that ended included; empty when it is gone */
    public ProcessTimes(ProcessTree tree, LongFunction<OptionalLong> cpuNanos) {
        this.tree = tree;
        this.cpuNanos = cpuNanos;
    }

    /** Nanoseconds that the processes of this and earlier calls have used while they were asked for. */
    public long usedNanos(Collection<Long> pids) {
        var now = new HashMap<Long, Long>();
        for (long pid : tree.withDescendants(pids)) {
            cpuNanos.apply(pid).ifPresent(nanos -> now.put(pid, nanos));
        }
        now.forEach((pid, nanos) -> total += Math.max(0, nanos - last.getOrDefault(pid, nanos)));
        last = now;
        return total;
    }
}
