package io.slackline.agent.runtime;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Artifacts by their SHA-256, fetched once and checked before they get their name, so that a file under its name is always whole and right. Any
 * thread may call it.
 */
public final class ArtifactStore {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Where artifacts come from. */
    public interface Source {
        /** Writes all bytes. Throws {@link SlacklineException}: NOT_FOUND, UNAVAILABLE. */
        void fetch(String sha256, OutputStream to) throws IOException;
    }

    private final Path directory;
    private final Source source;
    private final ConcurrentHashMap<String, ReentrantLock> fetching = new ConcurrentHashMap<>();

    public ArtifactStore(Path directory, Source source) {
        this.directory = directory;
        this.source = source;
    }

    /** The file, fetched now if it is not here yet. Blocks. */
    public Path get(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "artifact: expected 64 lower-case hex digits of a SHA-256, got \"" + sha256 + "\"");
        }
        var file = directory.resolve(sha256);
        var lock = fetching.computeIfAbsent(sha256, ignored -> new ReentrantLock());
        lock.lock();
        try {
            if (!Files.exists(file)) {
                fetch(sha256, file);
            }
            return file;
        } catch (IOException unwritable) {
            throw new SlacklineException(
                    Code.UNAVAILABLE,
                    "artifact " + sha256 + " cannot be stored in " + directory + ": " + unwritable,
                    unwritable);
        } finally {
            lock.unlock();
        }
    }

    private void fetch(String sha256, Path file) throws IOException {
        Files.createDirectories(directory);
        var partial = Files.createTempFile(directory, "partial-", "");
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var out = new DigestOutputStream(Files.newOutputStream(partial), digest)) {
                source.fetch(sha256, out);
            }
            var actual = HexFormat.of().formatHex(digest.digest());
            if (!actual.equals(sha256)) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "artifact " + sha256 + " is corrupt: what was fetched has the SHA-256 " + actual);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
