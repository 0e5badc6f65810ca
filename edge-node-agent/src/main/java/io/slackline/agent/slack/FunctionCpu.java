package io.slackline.agent.slack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** CPU time of each function, from call to call. Used from one thread. */
public final class FunctionCpu {
    private final Supplier<ProcessTimes> clocks;
    private final Map<String, ProcessTimes> times = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();

    /** @param clocks a fresh one for each function */
    public FunctionCpu(Supplier<ProcessTimes> clocks) {
        this.clocks = clocks;
    }

    /** Nanoseconds that the instances of each function have used since the last call. */
    public Map<String, Long> used(Map<String, List<Long>> pidsByFunction) {
        var used = new HashMap<String, Long>();
        pidsByFunction.forEach((function, pids) -> {
            long now = times.computeIfAbsent(function, fresh -> clocks.get()).usedNanos(pids);
            var before = last.put(function, now);
            used.put(function, before == null ? now : now - before);
        });
        times.keySet().retainAll(pidsByFunction.keySet());
        last.keySet().retainAll(pidsByFunction.keySet());
        return used;
    }
}
