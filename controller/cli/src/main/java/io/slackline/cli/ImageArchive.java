package io.slackline.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A directory with an image (an OCI image layout, or the root of one) as one file, which {@link #close} deletes. */
public final class ImageArchive implements AutoCloseable {
    private final Path file;

    /** Packs it; all belongs to root, as in an image. Devices, pipes and sockets are left out. */
    public ImageArchive(Path directory) throws IOException {
        file = Files.createTempFile("slackline-image-", ".tar");
        try (var tar = new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), "UTF-8");
                var tree = Files.walk(directory)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (var path :
                    tree.filter(each -> !each.equals(directory)).sorted().toList()) {
                add(path, directory.relativize(path).toString(), tar);
            }
        } catch (IOException failed) {
            Files.delete(file);
            throw failed;
        }
    }

    private static void add(Path path, String name, TarArchiveOutputStream tar) throws IOException {
        if (Files.isSymbolicLink(path)) {
            var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
            tar.putArchiveEntry(entry);
        } else if (Files.isDirectory(path)) {
            tar.putArchiveEntry(described(path, new TarArchiveEntry(name + "/")));
        } else if (Files.isRegularFile(path)) {
            var entry = described(path, new TarArchiveEntry(name));
            entry.setSize(Files.size(path));
            tar.putArchiveEntry(entry);
            Files.copy(path, tar);
        } else {
            return;
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry described(Path path, TarArchiveEntry entry) throws IOException {
        entry.setIds(0, 0);
        entry.setMode((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
        entry.setLastModifiedTime(Files.getLastModifiedTime(path));
        return entry;
    }

    /** The archive. */
    public Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
    }
}
