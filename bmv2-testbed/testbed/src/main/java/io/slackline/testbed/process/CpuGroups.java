package io.slackline.testbed.process;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.process.Hierarchy.Controller;
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
    private final Hierarchy.Version version;
    private final Path origin;
    private final List<ProcessHandle> guests = new ArrayList<>();
    private int totalWeight;

    private CpuGroups(Path root, Hierarchy.Version version, Path origin) {
        this.root = root;
        this.version = version;
        this.origin = origin;
    }

    /** Makes the parent group; empty where this user may not, or where the kernel's CPU controller is not mounted. */
    public static Optional<CpuGroups> create(String runName) {
        for (Hierarchy hierarchy : Hierarchy.with(Controller.CPU)) {
            Path root = hierarchy.mount().resolve(PREFIX + runName);
            try {
                hierarchy.delegate(hierarchy.mount());
                Files.createDirectory(root);
                hierarchy.delegate(root);
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

    /** Lends a group to a process that somebody else has started and that outlives these groups. */
    public void lend(CpuGroup group, ProcessHandle process) {
        guests.add(process);
        group.join(process);
    }

    /** Left-over groups of all runs. */
    public static List<Path> leftOvers() {
        return Stream.of(Controller.values())
                .flatMap(controller -> Hierarchy.with(controller).stream())
                .map(Hierarchy::mount)
                .distinct()
                .flatMap(mount -> groupsIn(mount).stream())
                .toList();
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

    /** Takes this process, and those that a group was lent to, out of their groups. */
    @Override
    public void close() {
        CpuGroup home = new CpuGroup(origin, version);
        home.joinThisProcess();
        guests.stream().filter(ProcessHandle::isAlive).forEach(home::join);
        removeSoon(root);
    }

    /** Waits up to a second for the last processes to be gone: the kernel lets go of them a little after their end. */
    static void removeSoon(Path group) {
        for (int attempt = 0; attempt < CLOSE_ATTEMPTS && !remove(group); attempt++) {
            LockSupport.parkNanos(CLOSE_PAUSE_NANOS);
        }
    }
}
