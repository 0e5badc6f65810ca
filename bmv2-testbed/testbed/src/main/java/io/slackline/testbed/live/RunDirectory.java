package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run keeps configurations, state, logs and records: on the sandbox's private memory file system, which ends with it. */
public record RunDirectory(Path root) {

    /** The directory that the launcher made for this sandbox. */
    public static RunDirectory ofSandbox() {
        RunDirectory directory =
                new RunDirectory(Path.of(System.getenv().getOrDefault("SLACKLINE_RUN_DIR", "/run/slackline")));
        directory.make(directory.logs());
        directory.make(directory.temporary());
        return directory;
    }

    public Path file(String name) {
        return root.resolve(name);
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    /** Holds one file per network function of the node, with its process id. */
    Path networkFunctions(String node) {
        return make(root.resolve("nf-" + node));
    }

    private Path make(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot make " + directory + ": " + e, e);
        }
    }
}
