package io.slackline.testbed.process;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One control group with a CPU quota: the budget of one node. Processes join it before they run anything of their own. */
public final class CpuGroup {
    /** Short, so that a node that has used its share waits for milliseconds, not for a tenth of a second. */
    private static final int PERIOD_US = 10_000;

    private static final int V1_WEIGHT = 1024;
    private static final int V2_WEIGHT = 100;

    private final Path directory;
    private final Hierarchy.Version version;

    CpuGroup(Path directory, Hierarchy.Version version) {
        this.directory = directory;
        this.version = version;
    }

    /** Limits the group to this much CPU per second of time; unlimited until the first call. */
    public void limit(int millicores) {
        long quota = (long) millicores * PERIOD_US / 1000;
        switch (version) {
            case V1 -> {
                write("cpu.cfs_period_us", Integer.toString(PERIOD_US));
                write("cpu.cfs_quota_us", Long.toString(quota));
            }
            case V2 -> write("cpu.max", quota + " " + PERIOD_US);
        }
    }

    /** The group's claim in relation to its siblings when the machine is busy; 1 is what a group has by default. */
    void weight(int weight) {
        switch (version) {
            case V1 -> write("cpu.shares", Integer.toString(V1_WEIGHT * weight));
            case V2 -> write("cpu.weight", Integer.toString(V2_WEIGHT * weight));
        }
    }

    /** Gives way to all siblings. */
    public void giveWay() {
        if (Files.exists(directory.resolve("cpu.idle"))) {
            write("cpu.idle", "1");
        }
    }

    /** CPU time for which the group had to wait, in nanoseconds since it was made. */
    public long throttledNanos() {
        try {
            for (String line : Files.readAllLines(directory.resolve("cpu.stat"))) {
                String[] words = line.split(" ");
                if (words[0].equals("throttled_time")) {
                    return Long.parseLong(words[1]);
                }
                if (words[0].equals("throttled_usec")) {
                    return Long.parseLong(words[1]) * 1000;
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    /** Puts this process, with all its threads, into the group. */
    public void joinThisProcess() {
        join(ProcessHandle.current());
    }

    void join(ProcessHandle process) {
        write("cgroup.procs", Long.toString(process.pid()));
    }

    public Path directory() {
        return directory;
    }

    List<String> joinPrefix() {
        return List.of(
                "sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                directory.resolve("cgroup.procs").toString());
    }

    private void write(String file, String value) {
        try {
            Files.writeString(directory.resolve(file), value);
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "cannot write %s to %s: %s".formatted(value, directory.resolve(file), e),
                    e);
        }
    }
}
