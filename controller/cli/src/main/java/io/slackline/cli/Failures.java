package io.slackline.cli;

import io.grpc.StatusRuntimeException;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import picocli.CommandLine;

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
