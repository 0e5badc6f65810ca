package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Time that cores spend in soft interrupts, where the kernel receives and forwards packets; in steps of 10 ms. Source: proc_stat(5).
 */
public final class SoftirqTime implements CpuSource {
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int SOFTIRQ = 7;

    private final Path stat;
    private final Set<Integer> cores;

    /**
     * @param stat {@code /proc/stat}
     * @param cores empty means all
     */
    public SoftirqTime(Path stat, List<Integer> cores) {
        this.stat = stat;
        this.cores = Set.copyOf(cores);
    }

    @Override
    public long usedNanos() throws IOException {
        long ticks = 0;
        for (var line : Files.readAllLines(stat)) {
            if (line.startsWith("cpu") && !line.startsWith("cpu ")) {
                var fields = line.split(" +");
                if (cores.isEmpty() || cores.contains(Integer.valueOf(fields[0].substring(3)))) {
                    ticks += Long.parseLong(fields[SOFTIRQ]);
                }
            }
        }
        return ticks * NANOS_PER_TICK;
    }
}
