package io.slackline.testbed.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of the launcher; its stdout is read here, its stderr goes with it. */
final class Launched implements AutoCloseable {
    private static final Path LAUNCHER = Path.of(System.getProperty("slackline.root", "../.."), "slackline")
            .toAbsolutePath()
            .normalize();
    private static final long LIMIT_SECONDS = 20;

    private final Process process;
    private final BufferedReader output;

    private Launched(Process process) {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** {@code ./slackline ARGUMENT...} */
    static Launched of(String... arguments) throws IOException {
        return start(LAUNCHER.toString(), arguments);
    }

    /** As a script's {@code ./slackline ARGUMENT... &}: the launcher begins with SIGINT ignored. */
    static Launched inBackground(String... arguments) throws IOException {
        var line = new ArrayList<>(List.of("-c", "trap '' INT; exec \"$@\"", "bash", LAUNCHER.toString()));
        line.addAll(List.of(arguments));
        return start("bash", line.toArray(String[]::new));
    }

    private static Launched start(String program, String... arguments) throws IOException {
        // Whatever this JVM was started with, as by nohup, nothing is ignored.
        var line = new ArrayList<>(List.of("env", "--default-signal", program));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SLACKLINE_CLASS_PATH", System.getProperty("java.class.path"));
        return new Launched(builder.start());
    }

    void type(String input) throws IOException {
        try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
            stdin.write(input);
        }
    }

    /** Reads on until a line that is equal. */
    void awaitLine(String expected) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(expected)) {
                return;
            }
        }
        throw new AssertionError("ended before it said " + expected);
    }

    String rest() throws IOException {
        return output.readAllAsString();
    }

    int exitCode() throws InterruptedException {
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "still running");
        return process.exitValue();
    }

    /** The launcher, what it started, what that started, and so on, while each has one child. */
    List<ProcessHandle> chain() {
        var chain = new ArrayList<ProcessHandle>();
        for (var next = process.toHandle();
                next != null;
                next = next.children().findFirst().orElse(null)) {
            chain.add(next);
        }
        return chain;
    }

    static void signal(ProcessHandle target, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(target.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
