package io.slackline.p4switch.target;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What one key field of a table entry must be. Values are unsigned and must fit the field's width. */
public sealed interface MatchValue {

    /** The field equals the value. Also used for a set field of kind {@code optional}. */
    record Exact(BigInteger value) implements MatchValue {}

    /** The field's bits under the mask equal the value; the value has no bit outside the mask. An all-zero mask is {@link Any}. */
    record Ternary(BigInteger value, BigInteger mask) implements MatchValue {}

    /** The first {@code prefixLength} bits of the field equal those of the value; the other bits of the value are zero. */
    record Lpm(BigInteger value, int prefixLength) implements MatchValue {}

    /** The field lies between the two values, both included. */
    record Range(BigInteger low, BigInteger high) implements MatchValue {

        /**
         * The fewest prefixes that together are the range.
         *
         * @param widthBits of the field
         */
        public List<Ternary> prefixes(int widthBits) {
            List<Ternary> prefixes = new ArrayList<>();
            BigInteger at = low;
            while (at.compareTo(high) <= 0) {
                int free = at.signum() == 0 ? widthBits : at.getLowestSetBit();
                while (at.add(ones(free)).compareTo(high) > 0) {
                    free--;
                }
                prefixes.add(new Ternary(at, ones(widthBits).andNot(ones(free))));
                at = at.add(BigInteger.ONE.shiftLeft(free));
            }
            return prefixes;
        }

        private static BigInteger ones(int bits) {
            return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        }
    }

    /** The field does not matter (a field that P4Runtime omits): ternary, lpm of length 0, full range, optional not set. */
    record Any() implements MatchValue {}
}
