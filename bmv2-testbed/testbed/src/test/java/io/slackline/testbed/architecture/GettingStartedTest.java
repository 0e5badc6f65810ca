package io.slackline.testbed.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command block of {@code docs/getting-started.md}, in order, as a reader would; each command must succeed. */
class GettingStartedTest {
    private static final Path ROOT = Path.of(System.getProperty("slackline.root", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final long LIMIT_SECONDS = 240;

    @Test
    void aReaderGetsThroughTheTour(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(onPath("curl"), "curl is not on the PATH; apt-get install curl");
        var output = run(directory, tour());
        assertTrue(output.contains("hello reader from n1"), output);
        assertTrue(output.contains("hello world from n2"), output);
    }

    private static boolean onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static String tour() throws IOException {
        var document = Files.readString(ROOT.resolve("docs/getting-started.md"));
        return BLOCK.matcher(document).results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
    }

    /** In a sandbox of its own, so that a testbed of the developer's, at the same port, is neither met nor hurt. */
    private static String run(Path directory, String script) throws IOException, InterruptedException {
        Files.createSymbolicLink(directory.resolve("slackline"), ROOT.resolve("slackline"));
        var tour = Files.writeString(directory.resolve("tour.sh"), "set -eux\n" + script);
        var log = directory.resolve("log");
        var builder = new ProcessBuilder(
                        List.of(ROOT.resolve("slackline").toString(), "sandbox", "--", "bash", tour.toString()))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SLACKLINE_CLASS_PATH", System.getProperty("java.class.path"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        try {
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> "not at its end yet:\n" + read(log));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> read(log));
        return read(log);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
