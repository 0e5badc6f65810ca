package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of one control group and those below it: {@code cpuacct.usage} (v1, nanoseconds) or {@code usage_usec} in {@code cpu.stat} (v2),
 * whichever the directory has. Sources: the kernel's cgroup-v1/cpuacct.rst and cgroup-v2.rst.
 */
public final class CgroupSource implements CpuSource {
    private static final String V2_KEY = "usage_usec ";

    private final Path directory;

    public CgroupSource(Path directory) {
        this.directory = directory;
    }

    @Override
    public long usedNanos() throws IOException {
        var v1 = directory.resolve("cpuacct.usage");
        if (Files.exists(v1)) {
            return Long.parseLong(Files.readString(v1).strip());
        }
        var v2 = directory.resolve("cpu.stat");
        if (Files.exists(v2)) {
            for (var line : Files.readAllLines(v2)) {
                if (line.startsWith(V2_KEY)) {
                    return Math.multiplyExact(
                            Long.parseLong(line.substring(V2_KEY.length()).strip()), 1000L);
                }
            }
        }
        throw new IOException(
                directory + ": expected cpuacct.usage (cgroup v1) or cpu.stat with usage_usec (cgroup v2) in it");
    }
}
