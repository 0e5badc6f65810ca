package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.Priority;
import io.slackline.testbed.process.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Runs {@code slackline} commands as an operator would, each in a process of its own, as a background task. */
public final class CommandLineTool {
    private static final int HEAP_MIB = 64;
    /** A background task that has not ended by then gets no time, because the machine is busy with other things: it then takes its turn like them. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private CommandLineTool() {}

    /** Runs one command to its end; what it printed. Errors: INTERNAL with its output when it fails. */
    public static String run(LiveTestbed testbed, List<String> arguments) {
        ManagedProcess process = testbed.supervisor()
                .startTask(ProcessSpec.of(
                                "cli", Namespace.BASE, testbed.jvm().of("io.slackline.cli.Main", HEAP_MIB, arguments))
                        .at(Priority.BACKGROUND));
        if (!process.awaitExit(PATIENCE)) {
            takeTurns(testbed, process);
        }
        try {
            String printed = new String(process.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.process().waitFor();
            if (code != 0) {
                throw new SlacklineException(
                        Code.INTERNAL,
                        "slackline %s: exit code %d%n%s%s"
                                .formatted(String.join(" ", arguments), code, printed, process.tail()));
            }
            return printed;
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "the command line's output cannot be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    private static void takeTurns(LiveTestbed testbed, ManagedProcess process) {
        List<String> command = List.of("chrt", "--all-tasks", "--other", "--pid", "0", Long.toString(process.pid()));
        ManagedProcess tool = testbed.supervisor().startTask(ProcessSpec.of("chrt", Namespace.BASE, command));
        tool.awaitExit(PATIENCE);
    }
}
