package io.slackline.agent.sched;

import io.slackline.common.config.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the kernel schedules instances beside network functions.
 *
 * @param policy idle: they run only when nobody else wants the core, and a network function that wakes up preempts them at once
 * @param cores the harvest set, on which all instances run; empty: everywhere
 * @param cgroup below which the agent makes a group for its instances, v1 ({@code cpu}) or v2; with the policy idle its {@code cpu.idle} is set. Where
 *     tasks are grouped by session or otherwise, the policy of a thread counts only inside its group: this is the one that counts among groups
 */
public record FunctionScheduling(@Default("normal") Policy policy, List<Integer> cores, Optional<Path> cgroup) {
    /** As the kernel schedules everything. */
    public static final FunctionScheduling NORMAL = new FunctionScheduling(Policy.NORMAL, List.of(), Optional.empty());

    /** Against everything else on the core. */
    public enum Policy {
        NORMAL,
        IDLE
    }

    public FunctionScheduling {
        for (int core : cores) {
            if (core < 0 || core > 1023) {
                throw new IllegalArgumentException("cores: expected numbers from 0 to 1023, got " + core);
            }
        }
    }

    public boolean idle() {
        return policy == Policy.IDLE;
    }
}
