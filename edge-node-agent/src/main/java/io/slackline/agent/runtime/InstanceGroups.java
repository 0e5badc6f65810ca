package io.slackline.agent.runtime;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group for each instance, which bounds its memory and its processes and lets all of them be killed together, below the group that the agent
 * is in. Works with v1 ({@code memory}, {@code pids}) and v2; where the agent may make no groups, instances have none. Any thread may call it.
 * Sources: the kernel's cgroup-v1/memory.rst, cgroup-v1/pids.rst and cgroup-v2.rst.
 */
final class InstanceGroups {
    private static final Logger log = LoggerFactory.getLogger(InstanceGroups.class);
    /** Threads count too (cgroup-v1/pids.rst). */
    static final int MOST_TASKS = 256;

    private static final int KILL_ROUNDS = 200;

    /** What one hierarchy bounds: the files of its controllers. */
    private enum Kind {
        MEMORY_V1,
        PIDS_V1,
        V2
    }

    private final Path record;
    private final Map<Kind, Path> parents = new HashMap<>();
    private boolean closed;

    /**
     * Finds out what is possible here, and kills what an earlier agent left.
     *
     * @param mount {@code /sys/fs/cgroup}
     * @param ownGroups {@code /proc/self/cgroup}
     * @param record of the groups that hold all of this agent's, for its next life, which may be in another group itself
     * @param name begins theirs; then come eight hexadecimal digits, drawn because agents in containers of their own may have all else in common, and the process
     *     namespace and the number in it of this process, so that what an agent left that never starts again is known as that
     */
    InstanceGroups(Path mount, Path ownGroups, Path record, String name) {
        this.record = record;
        try {
            removeRecorded();
            name += "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + "-" + thisProcess();
            for (var line : Files.readAllLines(ownGroups)) {
                var fields = line.split(":", 3);
                var controllers = List.of(fields[1].split(","));
                var path = fields[2].substring(1);
                if (controllers.contains("memory")) {
                    parent(Kind.MEMORY_V1, mount.resolve("memory").resolve(path), name, "memory.limit_in_bytes");
                }
                if (controllers.contains("pids")) {
                    parent(Kind.PIDS_V1, mount.resolve("pids").resolve(path), name, "pids.max");
                }
                if (fields[1].isEmpty() && Files.exists(mount.resolve("cgroup.controllers"))) {
                    parent(Kind.V2, mount.resolve(path), name, "memory.max");
                }
            }
        } catch (IOException none) {
            log.debug("no control groups", none);
        }
        if (parents.isEmpty()) {
            log.info(
                    "instances have no control groups of their own: memory is looked at twice a second, processes are not counted");
        }
    }

    /** Such as {@code 4026531836.4711}. Source: pid_namespaces(7). */
    private static String thisProcess() throws IOException {
        var namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        return namespace.replaceAll("\\D", "") + "." + ProcessHandle.current().pid();
    }

    private void parent(Kind kind, Path own, String name, String probe) {
        var parent = own.resolve(name);
        var trial = parent.resolve("probe");
        try {
            Files.writeString(record, parent + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.createDirectories(parent);
            if (kind == Kind.V2) {
                Files.writeString(parent.resolve("cgroup.subtree_control"), "+memory +pids");
            }
            Files.createDirectories(trial);
            boolean usable = Files.isWritable(trial.resolve(probe));
            Files.delete(trial);
            if (usable) {
                parents.put(kind, parent);
            } else {
                Files.delete(parent);
            }
        } catch (IOException refused) {
            log.debug("no groups below {}", own, refused);
        }
    }

    private void removeRecorded() throws IOException {
        if (Files.exists(record)) {
            Files.readAllLines(record).stream().map(Path::of).forEach(InstanceGroups::remove);
            Files.delete(record);
        }
    }

    /** The groups of one instance, empty so far. */
    synchronized Group create(String instance, long memoryBytes) {
        if (closed) {
            throw new SlacklineException(Code.UNAVAILABLE, "the agent ends");
        }
        var made = new ArrayList<Path>();
        for (var each : parents.entrySet()) {
            var directory = each.getValue().resolve(instance);
            try {
                Files.createDirectories(directory);
                switch (each.getKey()) {
                    case MEMORY_V1 -> write(directory, "memory.limit_in_bytes", memoryBytes);
                    case PIDS_V1 -> write(directory, "pids.max", MOST_TASKS);
                    case V2 -> {
                        write(directory, "memory.max", memoryBytes);
                        write(directory, "memory.swap.max", 0);
                        write(directory, "pids.max", MOST_TASKS);
                    }
                }
                made.add(directory);
            } catch (IOException refused) {
                log.warn("instance {} has no control group {}: {}", instance, directory, refused.toString());
            }
        }
        return new Group(List.copyOf(made));
    }

    private static void write(Path directory, String file, long value) throws IOException {
        if (Files.exists(directory.resolve(file))) {
            Files.writeString(directory.resolve(file), Long.toString(value));
        }
    }

    /** Removes all groups; what is in them is killed. */
    synchronized void close() {
        closed = true;
        parents.values().forEach(InstanceGroups::remove);
        try {
            Files.deleteIfExists(record);
        } catch (IOException stays) {
            log.warn("{} cannot be removed: {}", record, stays.toString());
        }
    }

    /** A group with those in it, and whatever runs there. */
    private static void remove(Path parent) {
        if (!Files.isDirectory(parent)) {
            return;
        }
        removeBelow(parent);
        try {
            Files.deleteIfExists(parent);
        } catch (IOException stays) {
            log.warn("the control group {} stays: {}", parent, stays.toString());
        }
    }

    private static void removeBelow(Path parent) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, Files::isDirectory)) {
            for (var child : children) {
                new Group(List.of(child)).remove();
            }
        } catch (IOException gone) {
            log.debug("{} cannot be listed", parent, gone);
        }
    }

    /** @param directories one for each hierarchy */
    record Group(List<Path> directories) {
        /** Puts a process into it; its children follow. */
        void join(long pid) {
            for (var directory : directories) {
                try {
                    Files.writeString(directory.resolve("cgroup.procs"), Long.toString(pid));
                } catch (IOException refused) {
                    log.debug("process {} does not get into {}", pid, directory, refused);
                }
            }
        }

        boolean boundsMemory() {
            return has("memory.limit_in_bytes") || has("memory.max");
        }

        boolean boundsTasks() {
            return has("pids.max");
        }

        private boolean has(String file) {
            return directories.stream().anyMatch(directory -> Files.exists(directory.resolve(file)));
        }

        /** Why the kernel killed or refused something, when it did. */
        Optional<String> verdict() {
            for (var directory : directories) {
                if (counted(directory.resolve("memory.oom_control"), "oom_kill ")
                        || counted(directory.resolve("memory.events"), "oom_kill ")) {
                    return Optional.of("it used more memory than it may");
                }
                if (counted(directory.resolve("pids.events"), "max ")) {
                    return Optional.of("it wanted more than " + MOST_TASKS + " processes and threads");
                }
            }
            return Optional.empty();
        }

        private static boolean counted(Path file, String key) {
            try {
                return Files.exists(file)
                        && Files.readAllLines(file).stream()
                                .anyMatch(line -> line.startsWith(key) && !line.equals(key + "0"));
            } catch (IOException gone) {
                return false;
            }
        }

        /** Kills whatever is in it, wherever it has moved in the process tree, and removes it. */
        void remove() {
            for (var directory : directories) {
                for (int round = 0; round < KILL_ROUNDS && !removed(directory); round++) {
                    pause();
                }
            }
        }

        private static boolean removed(Path directory) {
            try {
                for (var pid : Files.readAllLines(directory.resolve("cgroup.procs"))) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
                Files.deleteIfExists(directory);
                return true;
            } catch (IOException busyOrGone) {
                return !Files.exists(directory);
            }
        }

        private static void pause() {
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
