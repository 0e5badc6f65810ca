package io.slackline.p4switch.target;

import java.math.BigInteger;

/** What one key field of a table entry must be. Values are unsigned and must fit the field's width. */
public sealed interface MatchValue {

    /** The field equals the value. Also used for a set field of kind {@code optional}. */
    record Exact(BigInteger value) implements MatchValue {}

    /** The field's bits under the mask equal the value; the value has no bit outside the mask. An all-zero mask is {@link Any}. */
    record Ternary(BigInteger value, BigInteger mask) implements MatchValue {}

    /** The first {@code prefixLength} bits of the field equal those of the value; the other bits of the value are zero. */
    record Lpm(BigInteger value, int prefixLength) implements MatchValue {}

    /** The field lies between the two values, both included. */
    record Range(BigInteger low, BigInteger high) implements MatchValue {}

    /** The field does not matter (a field that P4Runtime omits): ternary, lpm of length 0, full range, optional not set. */
    record Any() implements MatchValue {}
}
