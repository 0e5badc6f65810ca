package io.slackline.p4switch.state;

import java.math.BigInteger;

/** Unsigned numbers as limbs: longs, least significant first. */
public final class Bits {

    private Bits() {}

    public static void fromBigInteger(BigInteger value, long[] limbs, int at, int count) {
        for (int i = 0; i < count; i++) {
            limbs[at + i] = value.shiftRight(64 * i).longValue();
        }
    }

    public static BigInteger toBigInteger(long[] limbs, int at, int count) {
        BigInteger value = BigInteger.ZERO;
        for (int i = count - 1; i >= 0; i--) {
            value = value.shiftLeft(64).or(unsigned(limbs[at + i]));
        }
        return value;
    }

    public static BigInteger unsigned(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return value >= 0 ? signed : signed.add(BigInteger.ONE.shiftLeft(64));
    }

    /** All ones in the low bits. */
    public static BigInteger ones(int widthBits) {
        return BigInteger.ONE.shiftLeft(widthBits).subtract(BigInteger.ONE);
    }

    /** All ones in the low bits of a long, 0 to 64 of them. */
    public static long mask(int widthBits) {
        return widthBits >= 64 ? -1L : (1L << widthBits) - 1;
    }
}
