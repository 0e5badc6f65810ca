package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Busy time of the harvest set's cores: all that {@code /proc/stat} does not call idle or iowait, softirq time of the NICs included. What
 * functions and the agent took of it is the caller's to subtract. Source: proc_stat(5); one tick is 1/100 s.
 */
public final class ProcStatSource implements CpuSource {
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int STEAL = 8;

    private final Path stat;
    private final Set<Integer> cores;

    /**
     * @param stat {@code /proc/stat}
     * @param cores empty means all
     */
    public ProcStatSource(Path stat, List<Integer> cores) {
        this.stat = stat;
        this.cores = Set.copyOf(cores);
    }

    @Override
    public long usedNanos() throws IOException {
        long ticks = 0;
        int found = 0;
        for (var line : Files.readAllLines(stat)) {
            if (!line.startsWith("cpu") || line.startsWith("cpu ")) {
                continue;
            }
            var fields = line.split(" +");
            if (cores.isEmpty() || cores.contains(Integer.parseInt(fields[0].substring(3)))) {
                found++;
                // Guest time, after steal, is contained in user time already.
                for (int i = 1; i <= Math.min(STEAL, fields.length - 1); i++) {
                    ticks += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i]);
                }
            }
        }
        if (found < Math.max(1, cores.size())) {
            throw new IOException(stat + ": expected lines for the cores " + cores + ", found " + found + " of them");
        }
        return ticks * NANOS_PER_TICK;
    }
}
