package io.slackline.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DeparturesTest {
    private static final long BEGIN = Long.MAX_VALUE - 5;
    private static final long MILLI = 1_000_000;

    @Test
    void manyGoEvenlyInAFifthOfTheTime() {
        var departures = new Departures(1000, Duration.ofSeconds(5), BEGIN);
        for (int millis = 0; millis < 1000; millis += 100) {
            assertEquals(millis == 0 ? 1 : 100, gone(departures, millis, 2000), millis + " ms");
        }
        assertEquals(2000, gone(departures, 1000, 2000), "whoever is left, and those who came later");
    }

    @Test
    void fewNeedNotWaitLong() {
        var departures = new Departures(3, Duration.ofSeconds(5), BEGIN);
        assertEquals(1, gone(departures, 0, 3));
        assertEquals(0, gone(departures, 19, 3));
        assertEquals(1, gone(departures, 20, 3));
        assertEquals(1, gone(departures, 40, 3));
    }

    @Test
    void noTimeMeansAtOnce() {
        assertTrue(new Departures(1000, Duration.ZERO, BEGIN).next(BEGIN));
    }

    private static long gone(Departures departures, int millis, int asking) {
        return IntStream.range(0, asking)
                .filter(_ -> departures.next(BEGIN + millis * MILLI))
                .count();
    }
}
