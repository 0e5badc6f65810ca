package io.slackline.controller.artifact;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Artifacts as files named by their SHA-256. A file appears under its name complete or not at all, and never changes, unless the disk spoils it: storing it again then mends it. Safe for use by any thread.
 */
public final class ArtifactStore {
    /** The largest artifact. */
    public static final long MAX_BYTES = 512L << 20;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;

    /** Makes the directory, and clears what an earlier process left half-written. */
    public ArtifactStore(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            try (var leftovers = Files.newDirectoryStream(directory, "*.part")) {
                for (var leftover : leftovers) {
                    Files.deleteIfExists(leftover);
                }
            }
        } catch (IOException unusable) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "cannot use the artifact directory " + directory + ": " + unusable,
                    unusable);
        }
    }

    public boolean holds(String sha256) {
        return SHA256.matcher(sha256).matches() && Files.isRegularFile(file(sha256));
    }

    /** The caller closes it. Errors: NOT_FOUND. */
    public InputStream open(String sha256) throws IOException {
        if (!holds(sha256)) {
            throw new SlacklineException(Code.NOT_FOUND, "there is no artifact " + sha256);
        }
        return Files.newInputStream(file(sha256));
    }

    /** For bytes that arrive in pieces. */
    public Upload upload() throws IOException {
        return new Upload(Files.createTempFile(directory, "upload", ".part"));
    }

    private Path file(String sha256) {
        return directory.resolve(sha256);
    }

    /** A disk may have spoilt what lies there; agents refuse it by the same sum. */
    private static String hashOf(Path file) throws IOException {
        var digest = sha256();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** An artifact under way; used by one thread at a time. Closing it before {@link #finish} throws the bytes away. */
    public final class Upload implements AutoCloseable {
        private final Path part;
        private final OutputStream out;
        private final MessageDigest digest = sha256();
        private long size;

        private Upload(Path part) throws IOException {
            this.part = part;
            out = Files.newOutputStream(part);
        }

        /** Errors: INVALID_ARGUMENT when it grows beyond {@link #MAX_BYTES}; RESOURCE_EXHAUSTED when the disk does not take it. */
        public void write(byte[] bytes) {
            size += bytes.length;
            if (size > MAX_BYTES) {
                throw new SlacklineException(
                        Code.INVALID_ARGUMENT, "an artifact has at most " + (MAX_BYTES >> 20) + " MiB");
            }
            digest.update(bytes);
            try {
                out.write(bytes);
            } catch (IOException full) {
                throw new SlacklineException(
                        Code.RESOURCE_EXHAUSTED,
                        "the artifact directory " + directory + " takes no more: " + full,
                        full);
            }
        }

        /** Waits for the disk, then shows the artifact under its name. */
        public Stored finish() throws IOException {
            out.close();
            if (size == 0) {
                throw new SlacklineException(Code.INVALID_ARGUMENT, "an artifact has at least one byte");
            }
            var sha256 = HexFormat.of().formatHex(digest.digest());
            if (!holds(sha256) || !sha256.equals(hashOf(file(sha256)))) {
                try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(part, file(sha256), StandardCopyOption.ATOMIC_MOVE);
            }
            return new Stored(sha256, size);
        }

        @Override
        public void close() {
            try {
                out.close();
                Files.deleteIfExists(part);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /**
     * An artifact that is in the store.
     *
     * @param sha256 lower-case hex
     */
    public record Stored(String sha256, long sizeBytes) {}
}
