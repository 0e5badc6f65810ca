package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a p4c with the Tofino backend is: the TNA dress compiles for both chips and keeps to the committed budget. */
@Tag("tofino")
class TofinoTest {

    private static final int NO_COMPILER = 3;
    private static final String BUDGET = "budget.properties";
    /** A compiler searches for a placement, for minutes on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @TempDir
    Path output;

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void compilesWithinItsBudget(String chip) throws Exception {
        compile(chip);
        Properties used = properties(output.resolve(BUDGET));
        Properties budget = properties(ArtifactsTest.RESOURCES.resolve(chip).resolve(BUDGET));
        assertEquals(budget.stringPropertyNames(), used.stringPropertyNames());
        for (String resource : budget.stringPropertyNames()) {
            int amount = Integer.parseInt(used.getProperty(resource));
            int limit = Integer.parseInt(budget.getProperty(resource));
            assertTrue(amount <= limit, chip + ": " + amount + " " + resource + ", budget " + limit);
        }
        TofinoBuild build = TofinoBuild.read(output);
        assertTrue(build.binary().size() > 0, "an empty binary");
    }

    private void compile(String chip) throws IOException, InterruptedException {
        File log = output.resolve("log").toFile();
        Process compile = new ProcessBuilder("../compile", "--target", chip, "--output", output.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        boolean ended = compile.waitFor(PATIENCE);
        if (!ended) {
            compile.descendants().forEach(ProcessHandle::destroy);
            compile.destroy();
        }
        assumeTrue(ended, "[tofino] the compiler was not done after " + PATIENCE.toMinutes() + " minutes");
        int exitCode = compile.exitValue();
        assumeTrue(
                exitCode != NO_COMPILER,
                "[tofino] no p4c with the Tofino backend is on the PATH or named by the environment variable P4C_TOFINO");
        assertEquals(0, exitCode, Files.readString(log.toPath()));
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties;
    }
}
