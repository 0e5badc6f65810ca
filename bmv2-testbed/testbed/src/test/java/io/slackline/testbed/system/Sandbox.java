package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.fail;

import io.slackline.testbed.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Starts processes in the launcher's sandbox. */
final class Sandbox {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    /** Exit code of a process that lacks something on this machine; what it printed says what. */
    static final int ENVIRONMENT = 3;

    private static final int HEAP_MIB = 256;

    private Sandbox() {}

    /** Runs the scenario; fails the test with all that it printed when it fails. */
    static void run(Class<? extends Scenario> scenario) throws IOException, InterruptedException {
        Result result = run(ScenarioMain.class.getName(), List.of(scenario.getName()));
        if (result.code() != 0) {
            fail(result.errors());
        }
    }

    /** Runs a main class to its end; skips the test when this machine allows no sandbox. */
    static Result run(String mainClass, List<String> arguments) throws IOException, InterruptedException {
        return run(mainClass, arguments, LIMIT);
    }

    static Result run(String mainClass, List<String> arguments, Duration limit)
            throws IOException, InterruptedException {
        Path errors = java.nio.file.Files.createTempFile("slackline-test", ".err");
        try {
            Process process = start(mainClass, arguments, errors);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(mainClass + " did not end within " + limit);
            }
            String said = java.nio.file.Files.readString(errors);
            if (process.exitValue() == ENVIRONMENT) {
                Assumptions.abort(said);
            }
            return new Result(process.exitValue(), output, said);
        } finally {
            java.nio.file.Files.deleteIfExists(errors);
        }
    }

    static Process start(String mainClass, List<String> arguments, Path errors) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(root().resolve("slackline").toString(), "sandbox", "--"));
        command.addAll(JavaCommand.ofThisProcess(Path.of("/run/tmp"))
                .of(mainClass, HEAP_MIB, List.of("-Dslackline.root=" + root()), arguments));
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    static Path root() {
        return Path.of(System.getProperty("slackline.root", "")).toAbsolutePath();
    }

    /** How a process ended. */
    record Result(int code, String output, String errors) {}
}
