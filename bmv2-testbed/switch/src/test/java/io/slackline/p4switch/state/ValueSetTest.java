package io.slackline.p4switch.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.target.MatchValue;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ValueSetTest {

    private static final int WIDTH = 6;

    @Test
    void aRangeHoldsItsValuesAndNoOthers() {
        for (int low = 0; low < 1 << WIDTH; low++) {
            for (int high = low; high < 1 << WIDTH; high++) {
                MatchValue range = new MatchValue.Range(BigInteger.valueOf(low), BigInteger.valueOf(high));
                ValueSet set = new ValueSet("set", WIDTH, List.of(range));
                for (int value = 0; value < 1 << WIDTH; value++) {
                    assertEquals(value >= low && value <= high, set.contains(value, -1L), range + " and " + value);
                }
                assertEquals(List.of(range), set.members());
            }
        }
    }

    @Test
    void aRangeMayBeWiderThanAWord() {
        BigInteger high = BigInteger.ONE.shiftLeft(70).add(BigInteger.TEN);
        ValueSet set = new ValueSet("set", 80, List.of(new MatchValue.Range(BigInteger.TWO, high)));
        long[] all = {-1L, -1L};
        assertEquals(true, set.contains(new long[] {10, 1 << 6}, all));
        assertEquals(false, set.contains(new long[] {11, 1 << 6}, all));
        assertEquals(false, set.contains(new long[] {1, 0}, all));
    }
}
