package io.slackline.agent.runtime;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The log of one function: a file that instances append to themselves, so that a line costs the agent nothing. When it has grown past its bound
 * its content moves to {@code NAME.log.1} and it begins anew; instances go on writing at its new end.
 */
public final class BoundedLog {
    private static final long BOUND_BYTES = 1 << 20;
    private static final int TAIL_BYTES = 2048;

    private final Path file;

    public BoundedLog(Path file) {
        this.file = file;
    }

    /** The file, whose directory now exists and which is within its bound. */
    Path prepare() {
        try {
            Files.createDirectories(file.getParent());
            trim();
            return file;
        } catch (IOException failed) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "no place for the log " + file, failed);
        }
    }

    /** For instances that have no output of their own. Threads may call it at the same time. */
    public synchronized void append(byte[] bytes) {
        try {
            Files.write(prepare(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException refused) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "the log " + file + " cannot be written", refused);
        }
    }

    /** Cuts the file when it is too long; called from time to time. */
    public void trim() throws IOException {
        if (Files.exists(file) && Files.size(file) > BOUND_BYTES) {
            Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(0);
            }
        }
    }

    /** The last lines, to follow an error message; empty when there are none. */
    String tail() {
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, open.length() - TAIL_BYTES);
            open.seek(from);
            var bytes = new byte[(int) (open.length() - from)];
            open.readFully(bytes);
            var text = new String(bytes, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : "; its log ends with: " + text;
        } catch (IOException none) {
            return "";
        }
    }
}
