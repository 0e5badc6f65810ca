package io.slackline.testbed.mininet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Runs tests with Python's unittest, by the system's Python: Debian installs Mininet for that one alone. */
final class PythonTests {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** What unittest -v prints for a skipped test: its reason as a Python string. */
    private static final Pattern SKIPPED = Pattern.compile("skipped (['\"])(.*)\\1$", Pattern.MULTILINE);

    private PythonTests() {}

    /** Fails with all that unittest printed; aborts with the reason of the first test that was skipped. */
    static void run(String tests) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isExecutable(PYTHON), "[mininet] " + PYTHON + " is not there; apt-get install python3 mininet");
        Path said = Files.createTempFile("slackline-mininet-test", ".log");
        try {
            Process process = start(tests, said);
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroy();
            }
            String text = Files.readString(said, StandardCharsets.UTF_8);
            assertTrue(ended, () -> tests + " did not end within " + LIMIT + "\n" + text);
            assertEquals(0, process.exitValue(), text);
            var skipped = SKIPPED.matcher(text);
            if (skipped.find()) {
                Assumptions.abort(skipped.group(2));
            }
        } finally {
            Files.delete(said);
        }
    }

    /** What these tests start by the launcher runs on the class path of this test, as it was just built. */
    private static Process start(String tests, Path said) throws IOException {
        Path root = Path.of(System.getProperty("slackline.root", "../.."))
                .toAbsolutePath()
                .normalize();
        ProcessBuilder builder = new ProcessBuilder(PYTHON.toString(), "-B", "-m", "unittest", "-v", tests)
                .directory(root.resolve("mininet").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
        builder.environment()
                .put(
                        "SLACKLINE_CLASS_PATH",
                        JavaCommand.ofThisProcess(Path.of("/tmp")).classPath());
        return builder.start();
    }
}
