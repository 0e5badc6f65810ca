package io.slackline.testbed;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where results shall go, looked at before anything runs for minutes. */
final class Writable {
    private Writable() {}

    /** The directory, if it is there or can be made. Errors: INVALID_ARGUMENT. */
    static Path directory(Path directory) {
        Path existing = directory.toAbsolutePath().normalize();
        while (!Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent());
        }
        if (!Files.isDirectory(existing)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "results cannot go to %s: %s is no directory".formatted(directory, existing));
        }
        if (!Files.isWritable(existing)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "results cannot go to %s: this user may not write in %s".formatted(directory, existing));
        }
        return directory;
    }
}
