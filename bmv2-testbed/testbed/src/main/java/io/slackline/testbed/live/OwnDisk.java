package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.process.DiskLimits;
import io.slackline.testbed.process.DiskLimits.Disk;
import io.slackline.testbed.process.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk for the state directory of one part: a file behind a loop device, mounted in the run's own mount namespace. The kernel frees the
 * device when nothing has it mounted any more, so it ends with the run, however that ends. The file system is ext2, which has no journal: what a process
 * forces to the disk it writes itself, and no thread of the kernel's does, which no limit on that process would meet.
 */
public final class OwnDisk implements AutoCloseable {
    /** Sparse: takes the memory that is written to. */
    private static final long BYTES = 256L << 20;

    private final Path directory;
    private final Disk disk;
    private final DiskLimits limits;

    private OwnDisk(Path directory, Disk disk, DiskLimits limits) {
        this.directory = directory;
        this.disk = disk;
        this.limits = limits;
    }

    /** Makes the disk and mounts it there. Errors: FAILED_PRECONDITION where this machine or this user cannot. */
    static OwnDisk mount(Path directory, DiskLimits limits) {
        Path image = directory.resolveSibling(directory.getFileName() + ".disk");
        try {
            Files.createDirectories(directory);
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(BYTES);
            }
            Tool.run("e2fsprogs", List.of("mke2fs", "-q", "-F", "-t", "ext2", "-m", "0", image.toString()));
            Tool.run("mount", List.of("mount", "-t", "ext2", "-o", "loop", image.toString(), directory.toString()));
            return new OwnDisk(directory, Disk.of(directory), limits);
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot make " + image + ": " + e, e);
        } finally {
            image.toFile().delete();
        }
    }

    /** Every read and every write that really goes to the disk waits its turn, of so many a second; what is cached does not. */
    public void slow(int operationsPerSecond) {
        limits.limit(disk, operationsPerSecond);
    }

    public void quick() {
        limits.lift(disk);
    }

    /** Lazily: a process that is about to end may still use it. */
    @Override
    public void close() {
        Tool.run("mount", List.of("umount", "--lazy", directory.toString()));
    }
}
