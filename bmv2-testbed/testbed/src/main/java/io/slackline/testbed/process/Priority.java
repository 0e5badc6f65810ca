package io.slackline.testbed.process;

import java.util.List;

/** Where a process stands in the scheduler of a machine that plays switch, servers, clients and operator at once. */
public enum Priority {
    NORMAL,
    /** Operator's tools: SCHED_IDLE, so that starting one is no load on the nodes. */
    BACKGROUND;

    List<String> prefix() {
        return switch (this) {
            case NORMAL -> List.of();
            case BACKGROUND -> List.of("chrt", "--idle", "0");
        };
    }
}
