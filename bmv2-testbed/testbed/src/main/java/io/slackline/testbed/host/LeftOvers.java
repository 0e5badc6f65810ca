package io.slackline.testbed.host;

import io.slackline.testbed.process.CpuGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What crashed runs leave behind. Namespaces, links, processes and files of a run end with its sandbox, whatever killed it; control groups
 * and the state directory of a persistent testbed do not. What belongs to something alive stays.
 */
public final class LeftOvers {
    private static final String INSIDE = "__inside-sandbox";

    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

    private LeftOvers() {}

    /** Removes them; one line for each thing removed. */
    public static List<String> remove(RunState state) {
        List<String> removed = new ArrayList<>();
        ProcessHandle.allProcesses().filter(LeftOvers::isOrphanedSandbox).forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
            removed.add("sandbox whose launcher is gone (process " + process.pid() + ")");
        });
        if (state.keeper().isEmpty() && state.delete()) {
            removed.add("state of a testbed that is gone (" + state.directory() + ")");
        }
        for (Path group : CpuGroups.leftOvers()) {
            if (CpuGroups.remove(group)) {
                removed.add("control group " + group);
            }
        }
        AgentGroups.removeBelow(CONTROL_GROUPS).forEach(group -> removed.add("control group " + group));
        return removed;
    }

    /** An unshare(1) of ours whose parent has died and that the kernel for some reason has not ended with it. */
    private static boolean isOrphanedSandbox(ProcessHandle process) {
        try {
            String command = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            boolean orphan = process.parent().map(ProcessHandle::pid).orElse(1L) == 1;
            return orphan && command.startsWith("unshare") && command.contains(INSIDE);
        } catch (IOException ended) {
            return false;
        }
    }
}
