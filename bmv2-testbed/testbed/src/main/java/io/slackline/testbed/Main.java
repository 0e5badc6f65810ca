package io.slackline.testbed;

import ch.qos.logback.classic.LoggerContext;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.host.MissingFromEnvironment;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The process. Exit codes: 0 good, 1 the thing asked for failed, 2 wrong usage, 3 the environment lacks something. */
@Command(
        name = "slackline",
        description = "Topologies, experiments and benchmarks on real packets in network namespaces.",
        subcommands = {
            DemoCommand.class,
            BenchCommand.class,
            TestbedCommand.class,
            SimulateCommand.class,
            DoctorCommand.class,
            CleanupCommand.class,
            ExperimentCommand.class,
            LoadgenCommand.class,
            NfCommand.class,
            TrafficCommand.class,
        })
public final class Main {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int ENVIRONMENT = 3;

    private Main() {}

    public static void main(String[] arguments) {
        silenceLibraries();
        System.exit(run(arguments));
    }

    /** The testbed says what it has to say itself; what libraries log about their set-up is nobody's concern here. */
    private static void silenceLibraries() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
        }
    }

    /** Runs one command; its exit code. */
    static int run(String... arguments) {
        CommandLine commandLine = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, failing, parsed) -> failed(exception, failing));
        // What follows the node's name belongs to the command that is run there, options included.
        subcommand(subcommand(commandLine, "testbed"), "exec").setStopAtPositional(true);
        return commandLine.execute(arguments);
    }

    private static CommandLine subcommand(CommandLine parent, String name) {
        return Objects.requireNonNull(parent.getSubcommands().get(name), name);
    }

    private static int failed(Exception exception, CommandLine commandLine) {
        switch (exception) {
            case SlacklineException known -> commandLine.getErr().println("error: " + known.getMessage());
            case IOException file -> commandLine.getErr().println("error: " + file);
            default -> exception.printStackTrace(commandLine.getErr());
        }
        commandLine.getErr().flush();
        return switch (exception) {
            case MissingFromEnvironment _ -> ENVIRONMENT;
            case SlacklineException known when known.code() == Code.INVALID_ARGUMENT -> WRONG_USAGE;
            default -> FAILED;
        };
    }
}
