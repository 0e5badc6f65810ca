package io.slackline.agent.harvest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LatencyHistogramTest {
    @Test
    void bucketsFollowEachOtherAndAreNarrow() {
        for (int i = 0; i < LatencyHistogram.BUCKETS; i++) {
            long low = LatencyHistogram.lowestNanos(i);
            long next = LatencyHistogram.lowestNanos(i + 1);
            assertEquals(i, LatencyHistogram.bucket(low));
            assertEquals(i, LatencyHistogram.bucket(next - 1));
            assertTrue(next - low <= Math.max(64, low / 32.0 + 1), i + ": " + low + " to " + next);
        }
        assertEquals(LatencyHistogram.BUCKETS - 1, LatencyHistogram.bucket(Long.MAX_VALUE));
        assertEquals(0, LatencyHistogram.bucket(-1));
    }

    @Test
    void quantilesAndWhatExceedsThemAgree() {
        var histogram = new LatencyHistogram();
        for (int micros = 1; micros <= 1000; micros++) {
            histogram.add(LatencyHistogram.bucket(micros * 1000L), 1);
        }
        double p99 = histogram.quantileNanos(0.99);
        assertEquals(990_000, p99, 16_000);
        assertEquals(10, histogram.above(p99), 0.5);
        assertEquals(0, new LatencyHistogram().quantileNanos(0.5));
    }
}
