package io.slackline.agent.slack;

import io.slackline.common.config.Default;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the CPU use of the network functions is measured.
 *
 * @param cores for {@code proc-stat}: the harvest set; empty means all
 * @param cgroup for {@code cgroup}: the directory of the NFs' group, v1 (cpuacct.usage) or v2 (cpu.stat)
 * @param nfPidDirectory for {@code processes}: one file per NF, its name the NF's, its content the pid
 * @param window one measurement, 10ms or more
 * @param history how many windows the prediction looks back over
 * @param quantile of the NFs' demand in these windows that is taken for the next one
 * @param marginMillicores kept free on top of the prediction
 */
public record SlackConfig(
        @Default("proc-stat") Source source,
        List<Integer> cores,
        Optional<Path> cgroup,
        Optional<Path> nfPidDirectory,
        @Default("100ms") Duration window,
        @Default("20") int history,
        @Default("0.95") double quantile,
        @Default("50") int marginMillicores) {

    public SlackConfig {
        if (window.toMillis() < 10) {
            throw new IllegalArgumentException("window: expected 10ms or more, got " + window);
        }
        if (history < 1 || history > 10_000) {
            throw new IllegalArgumentException("history: expected 1 to 10000 windows, got " + history);
        }
        if (!(quantile > 0 && quantile <= 1)) {
            throw new IllegalArgumentException("quantile: expected more than 0 and at most 1, got " + quantile);
        }
        if (marginMillicores < 0) {
            throw new IllegalArgumentException("marginMillicores: expected 0 or more, got " + marginMillicores);
        }
        if (source == Source.CGROUP && cgroup.isEmpty()) {
            throw new IllegalArgumentException("source cgroup needs the key cgroup: the directory of the NFs' group");
        }
        if (source == Source.PROCESSES && nfPidDirectory.isEmpty()) {
            throw new IllegalArgumentException(
                    "source processes needs the key nfPidDirectory: a directory with one file per NF that holds its pid");
        }
    }

    /** Where the NFs' CPU time is read. */
    public enum Source {
        /** All CPU time of the harvest set that neither functions nor the agent took. */
        PROC_STAT,
        /** The CPU time of one control group that holds the NFs. */
        CGROUP,
        /** The CPU time of the named processes and their descendants. */
        PROCESSES
    }
}
