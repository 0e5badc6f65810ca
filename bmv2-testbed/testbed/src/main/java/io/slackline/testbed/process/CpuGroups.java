package io.slackline.testbed.process;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.process.CpuGroup.CgroupVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The CPU budgets and claims of one run, as control groups below {@code slackline-*} in the hierarchy that holds the CPU controller.
 * Claims by niceness alone would not do: where the kernel groups processes by session (autogroup, sched(7)), niceness counts only within
 * one session. The groups are the one thing of a run that outlives its sandbox when it is killed; {@code slackline cleanup} finds them by that name.
 */
public final class CpuGroups implements AutoCloseable {
    public static final String PREFIX = "slackline-";

    private static final int CLOSE_ATTEMPTS = 50;
    private static final long CLOSE_PAUSE_NANOS = 20_000_000;

    private final Path root;
    private final CgroupVersion version;
    private final Path origin;
    private int totalWeight;

    private CpuGroups(Path root, CgroupVersion version, Path origin) {
        this.root = root;
        this.version = version;
        this.origin = origin;
    }

    /** Makes the parent group; empty where this user may not, or where the kernel's CPU controller is not mounted. */
    public static Optional<CpuGroups> create(String runName) {
        for (Hierarchy hierarchy : hierarchies()) {
            Path root = hierarchy.mount().resolve(PREFIX + runName);
            try {
                if (hierarchy.version() == CgroupVersion.V2) {
                    Files.writeString(hierarchy.mount().resolve("cgroup.subtree_control"), "+cpu");
                }
                Files.createDirectory(root);
                if (hierarchy.version() == CgroupVersion.V2) {
                    Files.writeString(root.resolve("cgroup.subtree_control"), "+cpu");
                }
                return Optional.of(new CpuGroups(root, hierarchy.version(), hierarchy.ofThisProcess()));
            } catch (IOException notPermitted) {
                remove(root);
            }
        }
        return Optional.empty();
    }

    /** Makes a group; the claim of the whole run on the machine grows by its weight. */
    public CpuGroup group(String name, int weight) {
        try {
            CpuGroup group = new CpuGroup(Files.createDirectory(root.resolve(name)), version);
            group.weight(weight);
            totalWeight += weight;
            new CpuGroup(root, version).weight(totalWeight);
            return group;
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot make the CPU group " + name + ": " + e, e);
        }
    }

    /** Makes a group that gets only CPU that no other wants, where the kernel knows such (5.15 and later). */
    public CpuGroup idleGroup(String name) {
        CpuGroup group = group(name, 1);
        group.giveWay();
        return group;
    }

    /** Left-over groups of all runs. */
    public static List<Path> leftOvers() {
        List<Path> found = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies()) {
            found.addAll(groupsIn(hierarchy.mount()));
        }
        return found;
    }

    private static List<Path> groupsIn(Path mount) {
        try (Stream<Path> children = Files.list(mount)) {
            return children.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** Removes a group and its children; true when nothing of it is left. Groups with living processes stay. */
    public static boolean remove(Path group) {
        if (!Files.isDirectory(group)) {
            return true;
        }
        try (Stream<Path> tree = Files.walk(group)) {
            for (Path directory : tree.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.deleteIfExists(directory);
            }
            return true;
        } catch (IOException | UncheckedIOException busyOrGoneMeanwhile) {
            return false;
        }
    }

    /** Takes this process out of its group, if it is in one. Waits up to a second for the last processes to be gone: the kernel lets go of them a little after their end. */
    @Override
    public void close() {
        new CpuGroup(origin, version).joinThisProcess();
        for (int attempt = 0; attempt < CLOSE_ATTEMPTS && !remove(root); attempt++) {
            LockSupport.parkNanos(CLOSE_PAUSE_NANOS);
        }
    }

    private static List<Hierarchy> hierarchies() {
        List<Hierarchy> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
                String[] fields = line.split(" ");
                boolean v1 = fields[2].equals("cgroup")
                        && List.of(fields[3].split(",")).contains("cpu");
                if (v1) {
                    found.add(new Hierarchy(Path.of(fields[1]), CgroupVersion.V1));
                } else if (fields[2].equals("cgroup2")
                        && controllers(Path.of(fields[1])).contains("cpu")) {
                    found.add(new Hierarchy(Path.of(fields[1]), CgroupVersion.V2));
                }
            }
        } catch (IOException unreadable) {
            return List.of();
        }
        return found;
    }

    private static List<String> controllers(Path mount) throws IOException {
        Path file = mount.resolve("cgroup.controllers");
        return Files.exists(file) ? List.of(Files.readString(file).strip().split(" ")) : List.of();
    }

    private record Hierarchy(Path mount, CgroupVersion version) {
        /** The group that this process is in: a line {@code ID:CONTROLLERS:PATH} of /proc/self/cgroup, cgroups(7). */
        Path ofThisProcess() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] fields = line.split(":", 3);
                boolean here = version == CgroupVersion.V2
                        ? fields[1].isEmpty()
                        : List.of(fields[1].split(",")).contains("cpu");
                if (here) {
                    return mount.resolve(fields[2].substring(1));
                }
            }
            return mount;
        }
    }
}
