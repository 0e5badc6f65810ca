package io.slackline.testbed.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.experiment.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsPageTest {
    private static final Path RESULTS = Path.of(System.getProperty("slackline.root", "../.."), "docs/results");
    private static final Pattern PLOT = Pattern.compile("!\\[[^]]*]\\(runs/([^)]+)\\)");

    @Test
    void thePageInTheDocumentsIsWhatTheKeptRunsMake() throws IOException {
        KeptRuns kept = new KeptRuns(RESULTS.resolve("experiments"));
        assertEquals(
                new ResultsPage(kept.all(), "experiments").render(),
                Files.readString(RESULTS.resolve("experiments.md")),
                "not edited by hand: ./slackline experiment results makes it again");
    }

    @Test
    void aRunIsKeptWithThePlotsThatThePageShows(@TempDir Path directory) {
        KeptRuns kept = new KeptRuns(directory);
        kept.keep(MadeUpRun.of(1, 3));
        String page = new ResultsPage(kept.all(), "runs").render();
        assertTrue(
                page.contains("| **not met** | slack | p99 in the window against before | 1.17; limit: at most 1.1 |"),
                page);
        assertTrue(page.contains("*round-robin* against *slack*:"), page);
        var plots = PLOT.matcher(page);
        int shown = 0;
        while (plots.find()) {
            assertTrue(Files.exists(directory.resolve(plots.group(1))), plots.group(1));
            shown++;
        }
        assertEquals(4, shown);
    }

    @Test
    void aLaterRunTakesThePlaceOfAnEarlierOne(@TempDir Path directory) {
        KeptRuns kept = new KeptRuns(directory);
        kept.keep(MadeUpRun.of(1, 3));
        kept.keep(MadeUpRun.of(2, 4));
        assertEquals(1, kept.all().size());
        RunResult run = kept.all().getFirst();
        assertEquals(4, run.repetitions());
        assertTrue(run.variants().stream()
                .flatMap(variant -> variant.repetitions().stream())
                .allMatch(repetition -> repetition.series().isEmpty()));
    }
}
