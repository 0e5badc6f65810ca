package io.slackline.testbed.process;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command of the system that is run to its end. */
public final class Tool {
    private Tool() {}

    /**
     * What it printed.
     *
     * @param debianPackage what the user is told to install where the command is missing
     * @throws SlacklineException FAILED_PRECONDITION when it fails, with what it said
     */
    public static String run(String debianPackage, List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION, "`%s` failed: %s".formatted(String.join(" ", command), said));
            }
            return said;
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "cannot run `%s` (package %s): %s".formatted(command.getFirst(), debianPackage, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(
                    Code.UNAVAILABLE, "interrupted while `%s` ran".formatted(command.getFirst()), e);
        }
    }
}
