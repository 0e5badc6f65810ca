package io.slackline.agent.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the kernel allows each process of an instance, which its children inherit: soft and hard limits of setrlimit(2), by their names without RLIMIT_.
 * They stand in for a control group where there is none, as well as they can: memory is that of one process, processes are counted by user.
 */
record ProcessLimits(Map<String, Long> values) {
    /** Of one file; the function's log is one. */
    private static final long FILE_BYTES = 1L << 30;
    /** Stacks of threads and what a program allocates and does not touch; the agent counts what is touched. */
    private static final long UNTOUCHED_BYTES = 256L << 20;

    private static final Path PROGRAM = Path.of("/usr/bin/prlimit");

    static ProcessLimits of(long memoryBytes, InstanceGroups.Group group) {
        var values = new LinkedHashMap<String, Long>();
        values.put("FSIZE", FILE_BYTES);
        values.put("CORE", 0L);
        if (!group.boundsMemory()) {
            values.put("DATA", memoryBytes + UNTOUCHED_BYTES);
        }
        if (!group.boundsTasks()) {
            values.put("NPROC", tasksOfThisUser() + InstanceGroups.MOST_TASKS);
        }
        return new ProcessLimits(values);
    }

    /** The command that runs another within them: prlimit(1), of the same package as setpriv; without it, the other itself. */
    List<String> around(List<String> command) {
        if (values.isEmpty() || !Files.isExecutable(PROGRAM)) {
            return command;
        }
        var whole = new ArrayList<String>();
        whole.add(PROGRAM.toString());
        values.forEach((name, value) -> whole.add("--" + name.toLowerCase(Locale.ROOT) + "=" + value));
        whole.add("--");
        whole.addAll(command);
        return whole;
    }

    /** Threads too, as the kernel counts them. */
    private static long tasksOfThisUser() {
        long tasks = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            var own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            for (var process : processes) {
                tasks += tasks(process, own);
            }
        } catch (IOException unreadable) {
            return Integer.MAX_VALUE;
        }
        return tasks;
    }

    private static long tasks(Path process, Object user) {
        try {
            // The directory is one link for ".", one for "..", and one for each thread (proc(5)).
            return Files.getAttribute(process, "unix:uid").equals(user)
                    ? (int) Files.getAttribute(process.resolve("task"), "unix:nlink") - 2
                    : 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
