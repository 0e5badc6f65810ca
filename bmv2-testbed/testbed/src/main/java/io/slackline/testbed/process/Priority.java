package io.slackline.testbed.process;

import java.util.List;

/**
 * Where a process stands in the scheduler of a machine that plays switch, servers, clients and operator at once. What would have
 * hardware of its own in reality goes before what is measured; what an operator types goes after it.
 */
public enum Priority {
    /** The switch and the measuring client: they must not wait for what they carry or measure. */
    INFRASTRUCTURE,
    NORMAL,
    /** Operator's tools: SCHED_IDLE, so that starting one is no load on the nodes. */
    BACKGROUND;

    List<String> prefix(Privileges privileges) {
        return switch (this) {
            case INFRASTRUCTURE -> privileges.mayRaisePriority() ? List.of("nice", "-n", "-10") : List.of();
            case NORMAL -> List.of();
            case BACKGROUND -> List.of("chrt", "--idle", "0");
        };
    }
}
