package io.slackline.testbed.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import io.slackline.testbed.load.LoadPlan.Arrivals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadPiecesTest {
    @Test
    void aConstantScheduleKeepsItsRateWhateverHappens() {
        Schedule schedule = new Schedule(Arrivals.CONSTANT, 500, 0.5, 1_000_000, new Random(1));
        assertEquals(2_000_000, schedule.nextNanos());
        for (int i = 0; i < 500; i++) {
            schedule.advance();
        }
        assertEquals(1_002_000_000, schedule.nextNanos());
    }

    @Test
    void aPoissonScheduleHasTheRateInTheMean() {
        Schedule schedule = new Schedule(Arrivals.POISSON, 1_000, 0, 0, new Random(1));
        for (int i = 0; i < 100_000; i++) {
            schedule.advance();
        }
        assertEquals(100e9, schedule.nextNanos(), 2e9);
    }

    @Test
    void aProgressLineIsReadAsItWasPrinted() {
        LoadProgress line = new LoadProgress(5, 10, 8, 1, 0, 900, 2_100, Map.of("n1", 5L, "n2", 3L));
        assertEquals(line, LoadProgress.decode(line.encode()));
        assertThrows(SlacklineException.class, () -> LoadProgress.decode("hello"));
    }

    @Test
    void onlyTheExpectedAnswerOfTheSameRequestIsGood(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("0.txt"), "text");
        Files.writeString(directory.resolve("0.txt.answer"), "42\n");
        RequestCases cases = RequestCases.load(directory);
        RequestLog log = new RequestLog(List.of("f"));
        for (int i = 0; i < 300; i++) {
            log.begin(0, 0);
        }
        assertEquals("0000012a\ntext", new String(cases.body(298), StandardCharsets.US_ASCII));
        assertTrue(good(cases, 298, "0000012a n3 deadbeef 17\n42\n", log));
        assertEquals("n3", log.nodes().get(log.node(298)));
        assertEquals(0xdeadbeef, log.instance(298));
        assertEquals(17, log.run(298));
        for (String wrong : List.of(
                "0000012b n3 deadbeef 17\n42\n",
                "0000012a n3 deadbeef 17\n43\n",
                "0000012a n3 deadbeef 17\n42\n\n",
                "0000012a n3 deadbeef\n42\n",
                "0000012a n3 deadbeef x\n42\n",
                "0000012a",
                "")) {
            assertEquals(false, good(cases, 298, wrong, log), wrong);
        }
    }

    @Test
    void onlyOneGoodAnswerInTimeIsGood(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("0.txt"), "text");
        Files.writeString(directory.resolve("0.txt.answer"), "TEXT");
        RequestCases cases = RequestCases.load(directory);
        RequestLog log = new RequestLog(List.of("f"));
        Book book = new Book(log, Duration.ofSeconds(2));
        int late = log.begin(0, System.nanoTime() - 2_000_000_000L);
        int inTime = log.begin(0, System.nanoTime() - 1_000_000L);
        for (int id : List.of(late, inTime)) {
            byte[] answer = "%08x n1 00000001 1\nTEXT".formatted(id).getBytes(StandardCharsets.US_ASCII);
            book.answer(id, cases, new HttpConnection.Answer(200, "", answer, 0, answer.length));
        }
        assertEquals(Outcome.TIMEOUT, log.outcome(late));
        assertEquals(Outcome.OK, log.outcome(inTime));
        assertEquals(1, book.failed());
        assertEquals(1, book.good());
        assertEquals(0, book.outstanding());
        assertEquals(1, book.takeAnswersByNode()[log.nodeIndex("n1")]);
        assertEquals(0, book.takeAnswersByNode()[log.nodeIndex("n1")], "taken");
        book.answer(inTime, cases, new HttpConnection.Answer(200, "", new byte[0], 0, 0));
        assertEquals(1, log.duplicates());
        int refused = log.begin(0, System.nanoTime());
        book.answer(refused, cases, new HttpConnection.Answer(503, "", new byte[0], 0, 0));
        assertEquals(Outcome.BAD_STATUS, log.outcome(refused));
        book.answer(late, cases, new HttpConnection.Answer(200, "", new byte[0], 0, 0));
        assertEquals(1, log.duplicates(), "what failed has no second answer");
    }

    private static boolean good(RequestCases cases, int request, String answer, RequestLog log) {
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        return cases.check(request, bytes, 0, bytes.length, "", log);
    }
}
