package io.slackline.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentResultsCommandTest {
    private static final Path RESULTS = Path.of(System.getProperty("slackline.root", "../.."), "docs/results");

    @Test
    void takesRunsOverIntoAPageOfTheirOwn(@TempDir Path out) throws IOException {
        assertEquals(0, results(RESULTS.resolve("experiments"), out));
        assertEquals(
                Files.readString(RESULTS.resolve("experiments.md")), Files.readString(out.resolve("experiments.md")));
    }

    @Test
    void aDirectoryWithoutRunsIsAMistake(@TempDir Path out) {
        assertEquals(Main.FAILED, results(out, out));
        assertFalse(Files.exists(out.resolve("experiments.md")));
    }

    private static int results(Path runs, Path out) {
        return Main.run("experiment", "results", runs.toString(), "--out", out.toString());
    }
}
