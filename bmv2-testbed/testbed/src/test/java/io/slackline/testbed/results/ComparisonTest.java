package io.slackline.testbed.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.results.Comparison.Row;
import io.slackline.testbed.results.Comparison.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static Set<Verdict> verdicts(Comparison comparison) {
        return comparison.rows().stream().map(Row::verdict).collect(Collectors.toSet());
    }

    @Test
    void aRunDoesNotDifferFromItself() {
        RunResult run = MadeUpRun.of(1, 5);
        assertEquals(Set.of(Verdict.NOISE, Verdict.SAME), verdicts(Comparison.ofRuns(run, run)));
        assertEquals("No difference found in 33 figures.", new ComparisonReport(run, run).verdict());
    }

    /** Each comparison has one chance in twenty to find something; in twenty, more than four would be strange (p = 0.003). */
    @Test
    void runsOfTheSameThingSeldomDiffer() {
        long finding = java.util.stream.LongStream.range(0, 20)
                .filter(seed -> verdicts(Comparison.ofRuns(MadeUpRun.of(seed, 5), MadeUpRun.of(1_000 + seed, 5)))
                        .contains(Verdict.WORSE))
                .count();
        assertTrue(finding <= 4, finding + " of 20");
    }

    @Test
    void whatIsSlowerIsFound() {
        Comparison comparison = Comparison.ofRuns(MadeUpRun.of(1, 5), MadeUpRun.slower(2, 5, 1.5));
        Map<String, Verdict> verdicts = comparison.rowsOf("slack").stream()
                .collect(Collectors.toMap(row -> row.quantity().name(), Row::verdict));
        assertEquals(Verdict.WORSE, verdicts.get("latency p99, before"));
        assertEquals(Verdict.WORSE, verdicts.get("requests to the best quartile"));
        assertEquals(Verdict.NOISE, verdicts.get("reaction"));
        assertEquals(Verdict.SAME, verdicts.get("failed"));
    }

    @Test
    void twoRepetitionsSayNothing() {
        ComparisonReport report = new ComparisonReport(MadeUpRun.of(1, 2), MadeUpRun.slower(2, 5, 3));
        assertEquals(
                "Too few repetitions: at least 3 of each are needed to tell a difference from noise.",
                report.verdict());
    }

    @Test
    void thePageNamesWhatWasDifferentFromTheOutset(@TempDir Path directory) throws IOException {
        RunResult first = MadeUpRun.of(1, 3);
        RunResult second = onBmv2(MadeUpRun.of(2, 3));
        new ComparisonReport(first, second).write(directory);
        String page = Files.readString(directory.resolve("comparison.html"));
        assertTrue(page.contains("<td>switch</td><td>embedded</td><td>bmv2</td>"), page);
        assertTrue(page.contains("<td>Slackline commit</td><td>abcdef1</td><td>fedcba9</td>"), page);
        assertEquals(
                1 + 33,
                Files.readString(directory.resolve("comparison.csv")).lines().count());
        assertTrue(Files.exists(directory.resolve("differences-slack.svg")));
        assertEquals(
                List.of("switch", "Slackline commit"),
                new ComparisonReport(first, second).tree().get("differing_properties"));
    }

    private static RunResult onBmv2(RunResult run) {
        RunResult.Machine machine = run.machine();
        return new RunResult(
                run.experiment(),
                run.title(),
                run.description(),
                "bmv2",
                run.testbed(),
                run.size(),
                run.started(),
                new RunResult.Machine(
                        machine.cpu(),
                        machine.cores(),
                        machine.memoryMib(),
                        machine.kernel(),
                        machine.jdk(),
                        machine.bmv2(),
                        "fedcba9"),
                run.reference(),
                run.repetitions(),
                run.variants(),
                run.judgements(),
                run.remarks());
    }
}
