package io.slackline.cli;

import io.grpc.StatusRuntimeException;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.common.GrpcErrors;
import io.slackline.common.NearMiss;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what went wrong and what to do, and chooses the exit code. */
final class Failures {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int ENVIRONMENT = 3;

    private Failures() {}

    static int report(Exception failure, CommandLine command, Console console) {
        return switch (failure) {
            case StatusRuntimeException status when !GrpcErrors.isOurs(status) -> transport(status, command, console);
            case StatusRuntimeException status -> refused(GrpcErrors.fromStatus(status), console);
            case SlacklineException refusal -> refused(refusal, console);
            case InterruptedException _ -> say(console, "interrupted", FAILED);
            default -> say(console, "a fault of this program: " + failure, FAILED);
        };
    }

    /** A command line that does not parse: one line that says why, with what was meant, and one that says where to read on. */
    static int usage(ParameterException wrong, Console console) {
        var spec = wrong.getCommandLine().getCommandSpec();
        var what = switch (wrong) {
            case UnmatchedArgumentException unmatched ->
                unknown(unmatched.getUnmatched().getFirst(), spec);
            case MissingParameterException missing -> String.valueOf(missing.getMessage());
            case ParameterException _
            when !spec.subcommands().isEmpty() ->
                spec.qualifiedName() + " needs a command: "
                        + String.join(", ", spec.subcommands().keySet());
            default -> String.valueOf(wrong.getMessage());
        };
        console.err().println("slackline: " + what);
        console.err().println("  ./" + spec.qualifiedName() + " --help says what is possible.");
        return USAGE;
    }

    private static String unknown(String word, CommandSpec spec) {
        var kind = word.startsWith("-") ? "option" : spec.subcommands().isEmpty() ? "argument" : "command";
        return "unknown " + kind + " \"" + word + "\" after " + spec.qualifiedName() + NearMiss.hint(word, known(spec));
    }

    private static List<String> known(CommandSpec spec) {
        var names = new ArrayList<>(spec.subcommands().keySet());
        names.addAll(spec.optionsMap().keySet());
        return names;
    }

    private static int refused(SlacklineException refusal, Console console) {
        return say(console, refusal.getMessage(), refusal.code() == Code.INVALID_ARGUMENT ? USAGE : FAILED);
    }

    private static int transport(StatusRuntimeException status, CommandLine command, Console console) {
        var server = ConnectionOptions.of(command).server();
        return switch (status.getStatus().getCode()) {
            case UNAVAILABLE ->
                say(
                        console,
                        "no controller answers at " + server + " (" + rootCause(status)
                                + "). Start one (./slackline testbed up, or ./slackline controller --config FILE), or name another by --server HOST:PORT.",
                        ENVIRONMENT);
            case DEADLINE_EXCEEDED ->
                say(
                        console,
                        "the controller at " + server + " did not answer in time; --timeout gives it longer.",
                        FAILED);
            case UNIMPLEMENTED ->
                say(
                        console,
                        "the server at " + server + " is not a Slackline controller of this release.",
                        ENVIRONMENT);
            default -> say(console, GrpcErrors.fromStatus(status).getMessage(), FAILED);
        };
    }

    private static String rootCause(StatusRuntimeException status) {
        var message = String.valueOf(status.getStatus().getDescription());
        for (var cause = status.getCause(); cause != null; cause = cause.getCause()) {
            message = cause.getMessage() == null ? message : cause.getMessage();
        }
        return message;
    }

    private static int say(Console console, String message, int exitCode) {
        console.err().println("slackline: " + message);
        return exitCode;
    }
}
