package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.host.MissingFromEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A wall clock for the processes of one part, so many seconds off the machine's: libfaketime, preloaded. Only the wall clock is; what measures durations
 * (CLOCK_MONOTONIC) stays the machine's. Asking for the time takes such a process some microseconds instead of nanoseconds. Thread-safe.
 */
public final class OwnClock {
    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

    private final Path library;
    /** Read anew each time that the process asks for the time. */
    private final Path offsetFile;

    private Duration offset = Duration.ZERO;

    private OwnClock(Path library, Path offsetFile) {
        this.library = library;
        this.offsetFile = offsetFile;
    }

    /** A clock that is right. Errors: MissingFromEnvironment where the library is not installed. */
    static OwnClock create(Path offsetFile) {
        OwnClock clock = new OwnClock(library(), offsetFile);
        clock.write();
        return clock;
    }

    private static Path library() {
        try (Stream<Path> multiarch = Files.list(Path.of("/usr/lib"))) {
            return Stream.concat(multiarch, Stream.of(Path.of("/usr/lib64")))
                    .map(directory -> directory.resolve(LIBRARY))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(
                            () -> new MissingFromEnvironment(
                                    "libfaketime is not installed, which gives a process a clock of its own: apt-get install faketime"));
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot look into /usr/lib: " + e, e);
        }
    }

    /** For the processes that shall have this clock; what the variables mean is in libfaketime's README. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", offsetFile.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Otherwise timed waits on the monotonic clock return at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** At once, forwards or, where it is negative, back. Steps add up. */
    public synchronized void step(Duration by) {
        offset = offset.plus(by);
        write();
    }

    private synchronized void write() {
        try {
            Path written = Files.writeString(
                    offsetFile.resolveSibling(offsetFile.getFileName() + ".new"),
                    "%+d\n".formatted(offset.toSeconds()));
            Files.move(written, offsetFile, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot write " + offsetFile + ": " + e, e);
        }
    }
}
