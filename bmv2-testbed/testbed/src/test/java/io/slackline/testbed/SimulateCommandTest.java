package io.slackline.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.experiment.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
    private static final String PLAN = """
            nodes: 4
            functions: 2
            candidates: 2
            work: {kind: exponential, mean: 2ms}
            requests: {rate: 100}
            duration: 5s
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void plansAreComparedAsVariantsOfOneRun() throws IOException {
        Path slack = plan("slack.yaml", PLAN);
        Path share = plan("share-of-four.yaml", PLAN + "steering: share\n");
        assertEquals(0, simulate("compare", slack, share, "--repetitions", "3", "--duration", "3s"));
        RunResult run = RunResult.read(directory.resolve("out"));
        assertEquals("slack", run.reference());
        assertEquals(
                List.of("slack", "share-of-four"),
                run.variants().stream().map(RunResult.VariantResult::name).toList());
        for (RunResult.VariantResult variant : run.variants()) {
            assertEquals(3, variant.repetitions().size());
            assertEquals(
                    3,
                    variant.repetitions().stream()
                            .map(repetition -> repetition.requests().sent())
                            .distinct()
                            .count(),
                    "each repetition draws anew");
        }
        String page = Files.readString(directory.resolve("out/report.html"));
        assertTrue(page.contains("share-of-four"), "the report names the variants");
    }

    @Test
    void oneSimulationHasAReportToo() throws IOException {
        assertEquals(0, simulate(plan("one.yaml", PLAN)));
        RunResult.Repetition only = RunResult.read(directory.resolve("out"))
                .variants()
                .getFirst()
                .repetitions()
                .getFirst();
        assertEquals(
                only.requests().sent(),
                only.series().stream()
                        .filter(series -> series.name().equals("requests"))
                        .flatMap(series -> series.points().stream())
                        .mapToDouble(point -> point.y() * 5 / 100)
                        .sum(),
                1e-6);
        assertTrue(Files.exists(directory.resolve("out/report.html")), "a report beside it");
    }

    @Test
    void whatCannotBeComparedIsWrongUsage() throws IOException {
        Path plan = plan("one.yaml", PLAN);
        assertEquals(Main.WRONG_USAGE, simulate("compare", plan));
        assertEquals(Main.WRONG_USAGE, simulate("compare", plan, plan));
        assertEquals(Main.WRONG_USAGE, simulate("compare", plan, "share", "--repetitions", "0"));
        assertEquals(Main.WRONG_USAGE, simulate(plan, "--duration", "0s"));
        assertFalse(Files.exists(directory.resolve("out")));
    }

    private Path plan(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private int simulate(Object... words) {
        List<String> line = new ArrayList<>(List.of("simulate"));
        List.of(words).forEach(word -> line.add(word.toString()));
        line.addAll(List.of("--out", directory.resolve("out").toString()));
        return Main.run(line.toArray(String[]::new));
    }
}
