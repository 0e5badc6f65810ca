package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * CPU time of the NFs that a directory names: one file each, its name the NF's, its content the pid. The directory is read at each sample, so
 * NFs may come and go; a missing directory means that there are none.
 */
public final class NfProcessSource implements CpuSource {
    private final Path directory;
    private final ProcessTimes times;

    public NfProcessSource(Path directory, ProcessTimes times) {
        this.directory = directory;
        this.times = times;
    }

    @Override
    public long usedNanos() throws IOException {
        var pids = new ArrayList<Long>();
        if (Files.isDirectory(directory)) {
            try (var files = Files.newDirectoryStream(directory)) {
                for (var file : files) {
                    pids.add(pid(file));
                }
            }
        }
        return times.usedNanos(pids);
    }

    private static long pid(Path file) throws IOException {
        var text = Files.readString(file).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new IOException(file + ": expected the pid of an NF, got \"" + text + "\"", wrong);
        }
    }
}
