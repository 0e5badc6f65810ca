package io.slackline.testbed.fault;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The queueing discipline of an interface, tc(8): all that the interface sends passes through it. Links of a testbed have none by themselves. */
record Queue(Link.End end) {

    /** Sets it, to "blackhole" for one. Errors: FAILED_PRECONDITION when there is one already, or when the kernel has no such kind. */
    static Queue set(Link.End end, String... kind) {
        tc(end, "add", kind);
        return new Queue(end);
    }

    void clear() {
        tc(end, "del");
    }

    private static void tc(Link.End end, String verb, String... kind) {
        List<String> command = new ArrayList<>(List.of("tc"));
        if (!end.namespace().isBase()) {
            command.addAll(List.of("-n", end.namespace().name()));
        }
        command.addAll(List.of("qdisc", verb, "dev", end.interfaceName(), "root"));
        command.addAll(List.of(kind));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION, "`%s` failed: %s".formatted(String.join(" ", command), said));
            }
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "cannot run `tc` (package iproute2): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted while `tc` ran", e);
        }
    }
}
