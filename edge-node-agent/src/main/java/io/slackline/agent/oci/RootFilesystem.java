package io.slackline.agent.oci;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an image, built up from its layers. Names that leave the directory are refused, and symbolic links are followed as if it were the root
 * of everything, so nothing outside is ever touched. One thread. Source: the OCI image specification, "Image Layer Filesystem Changeset".
 */
final class RootFilesystem {
    private static final Logger log = LoggerFactory.getLogger(RootFilesystem.class);
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    /** As in path_resolution(7). */
    private static final int MOST_LINKS = 40;
    /** Containers gain no privileges by programs, so set-user-ID bits would mean nothing. */
    private static final int MODE_BITS = 01777;

    private static final int OWNER_MAY_ALL = 0700;

    private final Path root;
    private boolean ownersKept = true;

    RootFilesystem(Path root) {
        this.root = root;
    }

    /** Adds one layer, a tar; what it replaces or whites out of earlier ones goes. */
    void apply(InputStream layer) throws IOException {
        var added = new HashSet<Path>();
        try (var tar = new TarArchiveInputStream(layer)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var path = locate(entry.getName());
                if (path.equals(root)) {
                    continue;
                }
                var name = String.valueOf(path.getFileName());
                if (name.equals(OPAQUE)) {
                    clear(path.resolveSibling(""), added);
                } else if (name.startsWith(WHITEOUT)) {
                    remove(locate(entry.getName().replaceFirst("\\.wh\\.([^/]*)$", "$1")));
                } else {
                    add(path, entry, tar);
                    added.add(path);
                }
            }
        }
    }

    private void add(Path path, TarArchiveEntry entry, InputStream content) throws IOException {
        boolean keep = entry.isDirectory() && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        if (!keep) {
            remove(path);
        }
        if (entry.isDirectory()) {
            if (!keep) {
                Files.createDirectory(path);
            }
            own(path, entry);
            mode(path, entry.getMode() | OWNER_MAY_ALL);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            own(path, entry);
        } else if (entry.isLink()) {
            Files.createLink(path, locate(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
            own(path, entry);
            mode(path, entry.getMode());
            // Python compares it with what its compiled files remember.
            Files.setLastModifiedTime(
                    path, FileTime.from(entry.getLastModifiedTime().toInstant()));
        } else {
            log.debug("{} is a device or a pipe: left out", entry.getName());
        }
    }

    private static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode & MODE_BITS);
    }

    /** An agent without privileges owns all of them itself. */
    private void own(Path path, TarArchiveEntry entry) {
        if (ownersKept) {
            try {
                Files.setAttribute(path, "unix:uid", (int) entry.getLongUserId(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", (int) entry.getLongGroupId(), LinkOption.NOFOLLOW_LINKS);
            } catch (IOException refused) {
                ownersKept = false;
                log.info("the files of images belong to the agent's user here: {}", refused.toString());
            }
        }
    }

    /** Makes a directory, with those above it, where a program of the image would find it under this name. */
    void makeDirectory(String name) throws IOException {
        directory(parts(name));
    }

    /** Makes an empty file where no regular file is. */
    void makeFile(String name) throws IOException {
        var path = locate(name);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            remove(path);
            Files.createFile(path);
        }
    }

    /** The lines of a file; none when there is no such regular file. */
    List<String> lines(String name) throws IOException {
        var path = locate(name);
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.readAllLines(path) : List.of();
    }

    private Path locate(String name) throws IOException {
        var parts = parts(name);
        if (parts.contains("..")) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "image: the file name \"" + name + "\" leaves the image");
        }
        return parts.isEmpty()
                ? root
                : directory(parts.subList(0, parts.size() - 1)).resolve(parts.getLast());
    }

    private static List<String> parts(String name) {
        return Arrays.stream(name.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    private Path directory(List<String> names) throws IOException {
        var at = root;
        int links = 0;
        var left = new ArrayDeque<>(names);
        while (!left.isEmpty()) {
            var name = left.pop();
            var next = at.resolve(name);
            if (name.equals("..")) {
                at = at.equals(root) ? root : at.resolveSibling("");
            } else if (Files.isSymbolicLink(next)) {
                if (++links > MOST_LINKS) {
                    throw new SlacklineException(Code.INVALID_ARGUMENT, "image: too many symbolic links at " + names);
                }
                var target = Files.readSymbolicLink(next);
                at = target.isAbsolute() ? root : at;
                parts(target.toString()).reversed().forEach(left::push);
            } else {
                if (!Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                    remove(next);
                    Files.createDirectory(next);
                }
                at = next;
            }
        }
        return at;
    }

    private static void remove(Path path) throws IOException {
        clear(path, Set.of());
        Files.deleteIfExists(path);
    }

    /** What is in a directory goes, but for these and what they are in. */
    private static void clear(Path directory, Set<Path> except) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var tree = Files.walk(directory)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                boolean stays = path.equals(directory) || except.stream().anyMatch(kept -> kept.startsWith(path));
                if (!stays) {
                    Files.delete(path);
                }
            }
        }
    }
}
