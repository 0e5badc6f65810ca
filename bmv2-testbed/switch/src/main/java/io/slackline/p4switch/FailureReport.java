package io.slackline.p4switch;

import io.slackline.p4switch.target.TargetException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells why the switch did not run: one line for what users can mend, a stack trace for the rest. */
final class FailureReport implements IExecutionExceptionHandler {

    static final int FAILED = 1;
    static final int ENVIRONMENT = 3;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        switch (failure) {
            case CommandLine.ParameterException wrong -> throw wrong;
            case MissingFromEnvironment missing -> {
                command.getErr().println("switch: " + missing.getMessage());
                return ENVIRONMENT;
            }
            case TargetException refused -> command.getErr().println("switch: " + refused.getMessage());
            case IOException io -> command.getErr().println("switch: " + io.getMessage());
            default -> failure.printStackTrace(command.getErr());
        }
        return FAILED;
    }
}
