package io.slackline.testbed.netns;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines for {@code ip -batch}, collected and then run in one process: ip-batch stops at its first failing line. */
public final class IpBatch {
    private final Namespace namespace;
    private final List<String> lines = new ArrayList<>();

    public IpBatch(Namespace namespace) {
        this.namespace = namespace;
    }

    /** Adds a line, as typed after {@code ip}; its words are joined by blanks. */
    public IpBatch add(Object... words) {
        lines.add(Stream.of(words).map(Object::toString).collect(Collectors.joining(" ")));
        return this;
    }

    /** Runs the lines. Errors: FAILED_PRECONDITION with what {@code ip} said and the line it said it of. */
    public void run() {
        List<String> command = new ArrayList<>(List.of("ip"));
        if (!namespace.isBase()) {
            command.addAll(List.of("-n", namespace.name()));
        }
        command.addAll(List.of("-batch", "-"));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var input = process.outputWriter(StandardCharsets.US_ASCII)) {
                for (String line : lines) {
                    input.write(line);
                    input.write('\n');
                }
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "`ip -batch` in namespace '%s' failed: %s; the lines were:\n  %s"
                                .formatted(namespace.name(), said, String.join("\n  ", lines)));
            }
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "cannot run `ip` (package iproute2): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted while `ip` ran", e);
        }
    }
}
