package io.slackline.p4switch;

import java.util.Arrays;
import picocli.CommandLine;

/** Entry point of the {@code switch} command. */
public final class Main {

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /**
     * Runs the switch until it is told to stop.
     *
     * @return the exit code: 0 good, 1 failed, 2 wrong usage, 3 the environment lacks something
     */
    static int run(String... args) {
        // bmv2 wants the flags of its gRPC server behind a "--"; here they are flags like all others.
        String[] flat = Arrays.stream(args).filter(arg -> !arg.equals("--")).toArray(String[]::new);
        return new CommandLine(new SwitchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureReport())
                .execute(flat);
    }

    private Main() {}
}
