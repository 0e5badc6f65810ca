package io.slackline.testbed.process;

import io.slackline.testbed.linux.Libc;
import java.util.List;

/**
 * Where a process stands in the scheduler of a machine that plays switch, servers, clients and operator at once. What would have
 * hardware of its own in reality goes before what is measured; what an operator types goes after it.
 */
public enum Priority {
    /** The switch and the measuring client: they must not wait for what they carry or measure. */
    INFRASTRUCTURE,
    /** Answers requests: as urgent as others, but not to be kept waiting while another uses up a slice of milliseconds. */
    PROMPT,
    NORMAL,
    /** Operator's tools: SCHED_IDLE, so that starting one is no load on the nodes. */
    BACKGROUND;

    /** The shortest slice that the kernel grants (sched(7)). */
    private static final long SHORT_SLICE_NANOS = 100_000;

    List<String> prefix(Privileges privileges) {
        return switch (this) {
            case INFRASTRUCTURE -> privileges.mayRaisePriority() ? List.of("nice", "-n", "-10") : List.of();
            case PROMPT, NORMAL -> List.of();
            case BACKGROUND -> List.of("chrt", "--idle", "0");
        };
    }

    /** Prepares the thread that is about to start a process, which inherits from it. */
    void prepareThread() {
        switch (this) {
            case INFRASTRUCTURE, PROMPT -> Libc.requestSlice(SHORT_SLICE_NANOS);
            case NORMAL, BACKGROUND -> {}
        }
    }
}
