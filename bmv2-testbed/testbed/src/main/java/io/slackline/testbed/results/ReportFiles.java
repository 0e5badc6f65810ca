package io.slackline.testbed.results;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one report. */
record ReportFiles(Path directory) {

    /** Overwrites. Errors: FAILED_PRECONDITION when that cannot be done. */
    void write(String name, String content) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write %s: %s".formatted(file, e), e);
        }
    }
}
