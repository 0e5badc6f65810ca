package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the sources again, where there is a compiler, and compares. */
@Tag("p4c")
class CompilerTest {

    private static final int NO_COMPILER = 3;

    @TempDir
    Path output;

    @Test
    void theCompilerMakesTheCommittedArtifacts() throws Exception {
        File log = output.resolve("log").toFile();
        Process compile = new ProcessBuilder("../compile", "--output", output.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        int exitCode = compile.waitFor();
        String said = Files.readString(log.toPath());
        assumeTrue(
                exitCode != NO_COMPILER, "[p4c] p4c is neither on the PATH nor named by the environment variable P4C");
        assertEquals(0, exitCode, said);

        Properties made = new Properties();
        try (var in = Files.newBufferedReader(output.resolve("manifest.properties"))) {
            made.load(in);
        }
        Properties committed = ArtifactsTest.manifest("bmv2");
        assumeTrue(
                made.getProperty("p4c").equals(committed.getProperty("p4c")),
                "[p4c] the artifacts were made by p4c " + committed.getProperty("p4c") + ", here is "
                        + made.getProperty("p4c"));
        assertEquals(committed, made, "run p4/compile");
    }
}
