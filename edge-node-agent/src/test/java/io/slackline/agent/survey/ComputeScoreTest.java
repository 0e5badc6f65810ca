package io.slackline.agent.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ComputeScoreTest {
    private static final Duration ONE_MILLI = Duration.ofMillis(1);

    /** Of rounds of 100,000 steps that take so many microseconds of CPU. */
    private static int score(long... roundMicros) {
        var readings = Arrays.stream(roundMicros).iterator();
        var cpu = new AtomicLong(5_000);
        return ComputeScore.measure(ONE_MILLI, () -> cpu.addAndGet(1000 * readings.next()));
    }

    @Test
    void theBestRoundCounts() {
        assertEquals(1000, score(0, 400, 200, 700));
        assertEquals(2000, score(0, 101, 100, 800));
    }
}
