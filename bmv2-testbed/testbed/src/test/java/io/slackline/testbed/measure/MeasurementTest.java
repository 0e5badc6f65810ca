package io.slackline.testbed.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MeasurementTest {
    private static final long MS = 1_000_000;

    private final RequestLog log = new RequestLog(List.of("a", "b"));
    private final Measurement measurement = new Measurement(log);

    @Test
    void aRequestBelongsToTheSpanThatAnyPartOfItsLifeIsIn() {
        request(0, 0, 5, "n1", 1);
        request(0, 8, 12, "n1", 2);
        request(0, 15, 16, "n1", 3);
        Span window = new Span(10 * MS, 14 * MS);
        assertEquals(1, measurement.latencyIn(List.of(window)).count());
        assertEquals(
                2,
                measurement
                        .latencyOutside(List.of(window), new Span(0, 100 * MS))
                        .count());
        assertEquals(4_000, measurement.latencyIn(List.of(window)).max(), 5);
        assertEquals(
                1,
                measurement
                        .latencyOutside(List.of(window), new Span(0, 10 * MS))
                        .count(),
                "intended in the whole");
        assertEquals(
                1_000,
                measurement.latencyIn(List.of(new Span(15 * MS, 16 * MS))).max());
    }

    @Test
    void countsByIntendedTime() {
        request(0, 0, 5, "n1", 1);
        failed(1);
        request(0, 9, 15, "n1", 2);
        request(0, 10, 12, "n1", 3);
        assertEquals(new Measurement.Counts(3, 2, 1), measurement.counts(new Span(0, 10 * MS)));
        log.end(log.begin(0, 11 * MS), Outcome.BAD_STATUS, 12 * MS);
        log.begin(0, 12 * MS);
        assertEquals(Map.of(Outcome.TIMEOUT, 1, Outcome.BAD_STATUS, 1, Outcome.PENDING, 1), measurement.failures());
    }

    @Test
    void figuresAreOfTheFlowsChosenAndOfTheNodesThatAnswered() {
        request(0, 0, 1, "n1", 1);
        request(1, 1, 8, "n2", 1);
        int wrong = log.begin(0, 2 * MS);
        log.answeredBy(wrong, log.nodeIndex("n3"), 3, 1);
        log.end(wrong, Outcome.WRONG_ANSWER, 3 * MS);
        log.end(log.begin(0, 4 * MS), Outcome.OK, 5 * MS);
        Span all = new Span(0, 15 * MS);
        assertEquals(3, measurement.latenciesIn(List.of(all), flow -> flow == 0).getTotalCount());
        assertEquals(
                List.of(3L),
                measurement.latencyOverTime(all, 10 * MS, flow -> flow == 0).stream()
                        .map(point -> point.latency().count())
                        .toList());
        assertEquals(
                Map.of("n1", 1),
                measurement.sharesIn(List.of(all), flow -> flow == 0).answersByNode());
        assertEquals(
                Map.of("n1", 1, "n2", 1),
                measurement.shares(all, 10 * MS, _ -> true).getFirst().answersByNode());
    }

    @Test
    void theLastBucketOfTimeMayBeShorter() {
        request(0, 12, 13, "n1", 1);
        Span all = new Span(0, 15 * MS);
        assertEquals(0.01, measurement.latencyOverTime(all, 10 * MS).getFirst().seconds());
        Measurement.ShareBucket last =
                measurement.shares(all, 10 * MS, _ -> true).getLast();
        assertEquals(10, last.fromMillis());
        assertEquals(1, last.share("n1"));
        assertEquals(0, last.share("n2"));
        assertEquals(0, measurement.shares(all, 10 * MS, _ -> true).getFirst().share("n1"), "without answers");
    }

    @Test
    void aGapBetweenAnswersBelongsToAllSpansThatAnyPartOfItLiesIn() {
        request(0, 0, 1, "n1", 1);
        request(0, 1, 30, "n1", 2);
        request(0, 2, 3, "n1", 3);
        for (Span span : List.of(new Span(20 * MS, 40 * MS), new Span(0, 20 * MS), new Span(10 * MS, 20 * MS))) {
            assertEquals(27_000, measurement.longestGapMicros(List.of(span)), span.toString());
        }
        Span second = new Span(20 * MS, 40 * MS);
        assertEquals(2_000, measurement.longestGapOutsideMicros(List.of(second), new Span(0, 40 * MS)));
        assertEquals(0, measurement.longestGapOutsideMicros(List.of(second), second));
        assertEquals(2_000, measurement.longestGapMicros(List.of(new Span(0, 2 * MS))));
    }

    @Test
    void anOutageWithoutAnEndIsAGapUntilTheLastRequest() {
        assertEquals(0, measurement.longestGapMicros(List.of(new Span(0, 100 * MS))));
        failed(0);
        failed(40);
        assertEquals(40_000, measurement.longestGapMicros(List.of(new Span(0, 100 * MS))));
        request(0, 50, 55, "n1", 1);
        failed(70);
        failed(95);
        assertEquals(55_000, measurement.longestGapMicros(List.of(new Span(0, 50 * MS))));
        assertEquals(40_000, measurement.longestGapMicros(List.of(new Span(60 * MS, 100 * MS))));
    }

    @Test
    void aTimeWithoutAnswersIsSeen() {
        request(0, 0, 1, "n1", 1);
        failed(10);
        request(0, 20, 21, "n1", 2);
        Span all = new Span(0, 40 * MS);
        assertEquals(
                List.of(1, 0, 1, 0),
                measurement.shares(all, 10 * MS, _ -> true).stream()
                        .map(Measurement.ShareBucket::answers)
                        .toList());
        assertEquals(
                List.of(0.0, 0.01, 0.02),
                measurement.latencyOverTime(all, 10 * MS).stream()
                        .map(Measurement.LatencyPoint::seconds)
                        .toList());
    }

    @Test
    void sharesAreByNodeAndBucketOfTheFlowsChosen() {
        request(0, 0, 1, "n1", 1);
        request(1, 1, 2, "n2", 1);
        request(0, 11, 12, "n2", 2);
        List<Measurement.ShareBucket> shares = measurement.shares(new Span(0, 20 * MS), 10 * MS, flow -> flow == 0);
        assertEquals(Map.of("n1", 1), shares.get(0).answersByNode());
        assertEquals(Map.of("n2", 1), shares.get(1).answersByNode());
        assertEquals(10, shares.get(1).fromMillis());
    }

    @Test
    void whatFailedCountsWithTheTimeUntilItWasGivenUp() {
        request(0, 0, 1, "n1", 1);
        int lost = log.begin(0, 0);
        log.end(lost, Outcome.TIMEOUT, 50 * MS);
        assertEquals(
                50_000,
                measurement.latenciesIn(List.of(new Span(0, MS)), _ -> true).getMaxValue(),
                50);
        assertEquals(50_000, measurement.latencyIn(List.of(new Span(0, MS))).max(), 50);
        assertEquals(
                50_000,
                measurement
                        .latencyOutside(List.of(new Span(60 * MS, 70 * MS)), new Span(0, MS))
                        .max(),
                50);
        assertEquals(
                Map.of("n1", 1),
                measurement.sharesIn(List.of(new Span(0, MS)), _ -> true).answersByNode());
    }

    @Test
    void whatIsLeftOfASpanWithoutOthers() {
        assertEquals(
                List.of(new Span(0, 10), new Span(30, 40), new Span(60, 100)),
                new Span(0, 100)
                        .without(List.of(new Span(40, 60), new Span(10, 30), new Span(15, 20), new Span(100, 120))));
        assertEquals(List.of(), new Span(10, 20).without(List.of(new Span(0, 30))));
    }

    @Test
    void anExecutionWithoutAnAnswerIsADuplicateUnlessARequestFailed() {
        request(0, 0, 1, "n1", 1);
        request(0, 1, 2, "n1", 2);
        request(0, 2, 3, "n1", 4);
        assertEquals(1, measurement.duplicates());
        failed(3);
        assertEquals(0, measurement.duplicates());
        log.duplicate();
        assertEquals(1, measurement.duplicates());
    }

    @Test
    void executionsOfASpanLieBetweenItsFirstAndItsLastAnswer() {
        request(0, 0, 1, "n1", 1);
        request(0, 10, 11, "n1", 3);
        request(0, 12, 13, "n1", 5);
        request(0, 19, 25, "n1", 6);
        request(0, 20, 21, "n1", 9);
        request(0, 13, 14, "n2", 4);
        Span span = new Span(10 * MS, 20 * MS);
        assertEquals(new Executions(4 + 1, 3 + 1), Executions.within(span, log));
        assertEquals(new Executions(9 + 4, 5 + 1), Executions.of(log));
        int wrong = log.begin(0, 11 * MS);
        log.answeredBy(wrong, 0, "n1".hashCode(), 20);
        log.end(wrong, Outcome.WRONG_ANSWER, 12 * MS);
        assertEquals(new Executions(9 + 4, 5 + 1), Executions.of(log), "a wrong answer tells nothing");
    }

    @Test
    void theTwoClocksOfAMachineAreJoined() {
        WallClock clock = new WallClock(7_000);
        assertEquals(5_000, clock.nanoTimeOfEpochMicros(12));
        assertEquals(5_001, clock.nanoTimeOfEpochNanos(12_001));
        long before = System.nanoTime();
        WallClock now = WallClock.now();
        Instant instant = Instant.now();
        long nanos = now.nanoTimeOfEpochNanos(ChronoUnit.NANOS.between(Instant.EPOCH, instant));
        assertEquals(before, nanos, 1e9);
    }

    private void request(int flow, long fromMs, long toMs, String node, int run) {
        int id = log.begin(flow, fromMs * MS);
        log.answeredBy(id, log.nodeIndex(node), node.hashCode(), run);
        log.end(id, Outcome.OK, toMs * MS);
    }

    private void failed(long atMs) {
        int id = log.begin(0, atMs * MS);
        log.end(id, Outcome.TIMEOUT, atMs * MS + 1);
    }
}
