package io.slackline.testbed.process;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.process.Hierarchy.Controller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many operations a second the processes of one run get from a disk, by control groups: {@code blkio.throttle} of version 1, {@code io.max}
 * of version 2. What exceeds the limit waits its turn; nothing is ever refused or stuck, and a limit ends with its group.
 */
public final class DiskLimits implements AutoCloseable {
    /** In version 1 a group of its own; in version 2 the run's group, whose limits hold for the CPU groups below it. */
    private final Path group;

    private final Hierarchy.Version version;
    private final Membership membership;

    private enum Membership {
        /** Processes have to join. */
        OWN_GROUP,
        /** They are below it for the sake of their CPU budgets. */
        BY_CPU_GROUP
    }

    private DiskLimits(Path group, Hierarchy.Version version, Membership membership) {
        this.group = group;
        this.version = version;
        this.membership = membership;
    }

    /** Comes after the run's {@link CpuGroups}. Errors: FAILED_PRECONDITION where this kernel or this user cannot. */
    public static DiskLimits create(String runName) {
        Hierarchy hierarchy = Hierarchy.with(Controller.DISK).stream()
                .findFirst()
                .orElseThrow(() -> new SlacklineException(
                        Code.FAILED_PRECONDITION, "no control groups that limit disks (blkio or io) are mounted"));
        Path group = hierarchy.mount().resolve(CpuGroups.PREFIX + runName);
        try {
            hierarchy.delegate(hierarchy.mount());
            if (hierarchy.version() == Hierarchy.Version.V2 && Files.isDirectory(group)) {
                return new DiskLimits(group, hierarchy.version(), Membership.BY_CPU_GROUP);
            }
            return new DiskLimits(Files.createDirectory(group), hierarchy.version(), Membership.OWN_GROUP);
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "cannot make the control group %s: %s".formatted(group, e), e);
        }
    }

    /** From now on the limits hold for this process too, and for those that it starts. */
    public void join(Process process) {
        if (membership == Membership.OWN_GROUP) {
            write("cgroup.procs", Long.toString(process.pid()));
        }
    }

    /** Limits reads and writes alike, each to so many a second. */
    public void limit(Disk disk, int operationsPerSecond) {
        set(disk, operationsPerSecond, Integer.toString(operationsPerSecond));
    }

    /** What has ended with its group needs no lifting. */
    public void lift(Disk disk) {
        if (Files.isDirectory(group)) {
            set(disk, 0, "max");
        }
    }

    private void set(Disk disk, int ofVersion1, String ofVersion2) {
        switch (version) {
            case V1 ->
                List.of("read", "write")
                        .forEach(way -> write("blkio.throttle.%s_iops_device".formatted(way), disk + " " + ofVersion1));
            case V2 -> write("io.max", "%s riops=%s wiops=%s".formatted(disk, ofVersion2, ofVersion2));
        }
    }

    private void write(String file, String value) {
        try {
            Files.writeString(group.resolve(file), value);
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "cannot write %s to %s: %s".formatted(value, group.resolve(file), e), e);
        }
    }

    @Override
    public void close() {
        if (membership == Membership.OWN_GROUP) {
            CpuGroups.removeSoon(group);
        }
    }

    /** The kernel's number of a block device. */
    public record Disk(int major, int minor) {

        /** The one that a file system lies on. Errors: FAILED_PRECONDITION when the directory cannot be read. */
        public static Disk of(Path directory) {
            try {
                long device = (Long) Files.getAttribute(directory, "unix:dev");
                // As makedev(3) of the C library puts it together.
                int major = (int) ((device >>> 8 & 0xfff) | (device >>> 32 & ~0xfff));
                int minor = (int) ((device & 0xff) | (device >>> 12 & ~0xff));
                return new Disk(major, minor);
            } catch (IOException e) {
                throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot look at " + directory + ": " + e, e);
            }
        }

        @Override
        public String toString() {
            return major + ":" + minor;
        }
    }
}
