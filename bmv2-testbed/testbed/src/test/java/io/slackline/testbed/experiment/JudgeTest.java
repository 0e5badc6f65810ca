package io.slackline.testbed.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JudgeTest {
    private static final List<VariantResult> RUN = List.of(
            variant("a", new long[] {0, 0, 1}, new long[] {100, 200, 300}, new long[] {110, 200, 390}),
            variant("b", new long[] {0, 0, 0}, new long[] {50, 50, 60}, new long[] {400, 400, 400}));

    /** Repetitions with so many failures, and such p99s before and in a window. */
    private static VariantResult variant(String name, long[] failed, long[] before, long[] window) {
        List<Repetition> repetitions = new ArrayList<>();
        for (int i = 0; i < failed.length; i++) {
            repetitions.add(new Repetition(
                    new Requests(10, 10 - failed[i], failed[i], 0, failed[i]),
                    Map.of("before", latency(before[i]), "window", latency(window[i])),
                    Map.of("figure", new Metric(i, "us", Better.LOWER)),
                    List.of(),
                    List.of()));
        }
        return new VariantResult(name, "", repetitions);
    }

    private static Latency latency(long p99) {
        return new Latency(0, 0, p99, 0, 0, 0, 10, List.of());
    }

    private static List<Judgement> judge(LimitConfig limit) {
        return Judge.judge(List.of(limit), RUN);
    }

    private static LimitConfig most(String metric, double most) {
        return new LimitConfig("", metric, Optional.empty(), List.of(), List.of(), Optional.of(most), Optional.empty());
    }

    @Test
    void oneFailureInOneRepetitionIsAFailure() {
        List<Judgement> judgements = judge(most("requests.failed", 0));
        assertEquals(
                List.of(1.0, 0.0), judgements.stream().map(Judgement::value).toList());
        assertEquals(
                List.of(false, true), judgements.stream().map(Judgement::met).toList());
        assertTrue(judge(most("requests.failed_otherwise", 0)).stream().allMatch(Judgement::met));
    }

    @Test
    void otherFiguresAreTheMedianOfTheRepetitions() {
        assertEquals(1, judge(most("figure", 1)).getFirst().value());
        assertEquals(200, judge(most("latency.before.p99", 1)).getFirst().value());
        assertEquals("us", judge(most("figure", 1)).getFirst().unit());
        assertEquals(2.5, Judge.median(new double[] {1, 2, 3, 4}));
    }

    @Test
    void perDividesWithinARepetition() {
        LimitConfig limit = new LimitConfig(
                "",
                "latency.window.p99",
                Optional.of("latency.before.p99"),
                List.of(),
                List.of("a"),
                Optional.of(1.1),
                Optional.empty());
        List<Judgement> judgements = judge(limit);
        assertEquals(1, judgements.size());
        assertEquals(1.1, judgements.getFirst().value(), 1e-9);
        assertEquals("", judgements.getFirst().unit(), "a ratio has none");
        assertTrue(judgements.getFirst().met());
    }

    @Test
    void againstDividesByEachOfTheOthers() {
        LimitConfig limit = new LimitConfig(
                "",
                "latency.window.p99",
                Optional.empty(),
                List.of("b"),
                List.of("a"),
                Optional.of(1.0),
                Optional.empty());
        assertEquals(0.5, judge(limit).getFirst().value());
        assertEquals("", judge(limit).getFirst().unit());
    }

    @ParameterizedTest
    @CsvSource({
        "requests.sent, 100, requests",
        "requests.ok, 90, requests",
        "requests.failed, 10, requests",
        "requests.duplicated, 2, requests",
        "requests.lost_in_flight, 4, requests",
        "requests.failed_otherwise, 6, requests",
        "latency.w/load.1.p50, 50, us",
        "latency.w/load.1.p90, 90, us",
        "latency.w/load.1.p99, 99, us",
        "latency.w/load.1.p999, 999, us",
        "latency.w/load.1.max, 1000, us",
        "latency.w/load.1.mean, 55.5, us",
        "latency.w/load.1.count, 7, us",
        "share.n1.w, 33, %",
        "latency.empty.p99, NaN, us",
    })
    void figuresHaveNames(String name, double value, String unit) {
        Repetition repetition = new Repetition(
                new Requests(100, 90, 10, 2, 4),
                Map.of(
                        "w/load.1", new Latency(50, 90, 99, 999, 1000, 55.5, 7, List.of()),
                        "empty", new Latency(0, 0, 0, 0, 0, 0, 0, List.of())),
                Map.of("share.n1.w", new Metric(33, "%", Better.NONE)),
                List.of(),
                List.of());
        Judgement judgement = judge(most(name, 1e6), new VariantResult("only", "", List.of(repetition)));
        assertEquals(value, judgement.value());
        assertEquals(unit, judgement.unit());
        assertEquals(!Double.isNaN(value), judgement.met());
    }

    @Test
    void whatWasNotMeasuredIsNotMet() {
        Judgement judgement = judge(most("nothing.like.it", 1)).getFirst();
        assertTrue(Double.isNaN(judgement.value()));
        assertFalse(judgement.met());
    }

    /** A run of one variant whose repetitions have the figure "some", or have not. */
    private static VariantResult some(String name, String unit, Double... values) {
        return new VariantResult(
                name,
                "",
                Arrays.stream(values)
                        .map(value -> new Repetition(
                                new Requests(10, 10, 0, 0, 0),
                                Map.of(),
                                value.isNaN() ? Map.of() : Map.of("some", new Metric(value, unit, Better.LOWER)),
                                List.of(),
                                List.of()))
                        .toList());
    }

    private static Judgement judge(LimitConfig limit, VariantResult... run) {
        return Judge.judge(List.of(limit), List.of(run)).getFirst();
    }

    private static LimitConfig least(String metric, double least) {
        return new LimitConfig(
                "", metric, Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.of(least));
    }

    @Test
    void aRepetitionWithoutTheFigureCountsAsTheWorst() {
        VariantResult one = some("a", "us", Double.NaN, 3.0, 5.0);
        assertEquals(5, judge(most("some", 4), one).value());
        assertEquals(3, judge(least("some", 4), one).value());
        assertFalse(judge(most("some", 4), one).met());
        assertFalse(judge(least("some", 4), one).met());
        VariantResult two = some("a", "us", Double.NaN, Double.NaN, 3.0);
        assertTrue(Double.isNaN(judge(most("some", 4), two).value()));
        assertFalse(judge(most("some", 4), two).met());
        assertFalse(judge(least("some", 1), two).met());
    }

    @Test
    void aRepetitionWithoutTheFigureIsNoAdvantageOverItsVariant() {
        LimitConfig limit = new LimitConfig(
                "", "some", Optional.empty(), List.of("b"), List.of("a"), Optional.of(1.0), Optional.empty());
        assertEquals(
                2,
                judge(limit, some("a", "us", 4.0, 4.0, 4.0), some("b", "us", 2.0, 9.0, Double.NaN))
                        .value());
    }

    @Test
    void allCountsAreJudgedByTheWorstRepetition() {
        for (String unit : List.of("requests", "migrations", "changes", "shifts")) {
            VariantResult run = some("a", unit, 3.0, 2.0, 3.0);
            assertEquals(2, judge(least("some", 3), run).value());
            assertFalse(judge(least("some", 3), run).met());
            assertEquals(3, judge(most("some", 2), run).value());
            assertFalse(judge(most("some", 2), run).met());
        }
        assertFalse(judge(most("some", 2), some("a", "requests", 2.0, 2.0, Double.NaN))
                .met());
    }

    @Test
    void nothingIsDividedByZero() {
        LimitConfig per = new LimitConfig(
                "", "some", Optional.of("requests.failed"), List.of(), List.of(), Optional.empty(), Optional.of(1.0));
        assertFalse(judge(per, some("a", "us", 3.0, 4.0, 5.0)).met());
        LimitConfig against = new LimitConfig(
                "", "some", Optional.empty(), List.of("b"), List.of("a"), Optional.empty(), Optional.of(1.0));
        Judgement judgement = judge(against, some("a", "us", 4.0), some("b", "us", 0.0));
        assertTrue(Double.isNaN(judgement.value()));
        assertFalse(judgement.met());
    }

    @Test
    void aLimitFromBelow() {
        LimitConfig limit = new LimitConfig(
                "", "figure", Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.of(1.0));
        assertTrue(judge(limit).getFirst().met());
        assertEquals("at least", judge(limit).getFirst().comparison());
    }
}
