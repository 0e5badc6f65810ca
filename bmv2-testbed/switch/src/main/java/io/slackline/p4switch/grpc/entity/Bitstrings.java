package io.slackline.p4switch.grpc.entity;

import com.google.protobuf.ByteString;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * P4Runtime's form of numbers: big-endian bytes, of any length when received, of the shortest when sent (P4Runtime 1.5, section
 * "Bytestrings").
 */
public final class Bitstrings {

    private static final int SHOWN_BYTES = 20;

    /**
     * Reads a {@code bit<W>}.
     *
     * @param what whose value it is, asked only for the message of an error
     * @throws TargetException OUT_OF_RANGE if it is empty or does not fit the width
     */
    public static BigInteger unsigned(ByteString bytes, int widthBits, Supplier<String> what) {
        requireBytes(bytes, what);
        BigInteger value = new BigInteger(1, bytes.toByteArray());
        if (value.bitLength() > widthBits) {
            throw outOfRange(what.get() + ": value " + hex(bytes) + " needs " + value.bitLength() + " bits, and "
                    + widthBits + " are there");
        }
        return value;
    }

    /**
     * Reads an {@code int<W>} into the pattern of its W bits.
     *
     * @throws TargetException OUT_OF_RANGE if it is empty or does not fit the width
     */
    static BigInteger signedPattern(ByteString bytes, int widthBits, Supplier<String> what) {
        requireBytes(bytes, what);
        BigInteger value = new BigInteger(bytes.toByteArray());
        if (value.bitLength() + 1 > widthBits) {
            throw outOfRange(what.get() + ": value " + value + " needs " + (value.bitLength() + 1) + " bits, and "
                    + widthBits + " are there");
        }
        return value.mod(BigInteger.ONE.shiftLeft(widthBits));
    }

    /** The shortest form of an unsigned value. */
    public static ByteString canonical(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return bytes.length > 1 && bytes[0] == 0
                ? ByteString.copyFrom(bytes, 1, bytes.length - 1)
                : ByteString.copyFrom(bytes);
    }

    /** The shortest form of an {@code int<W>} of which the W bits are given. */
    static ByteString canonicalSigned(BigInteger pattern, int widthBits) {
        BigInteger value =
                pattern.testBit(widthBits - 1) ? pattern.subtract(BigInteger.ONE.shiftLeft(widthBits)) : pattern;
        return ByteString.copyFrom(value.toByteArray());
    }

    /** For error messages. */
    static String hex(ByteString bytes) {
        String digits = HexFormat.of()
                .formatHex(
                        bytes.substring(0, Math.min(bytes.size(), SHOWN_BYTES)).toByteArray());
        return "0x" + digits + (bytes.size() > SHOWN_BYTES ? "… (" + bytes.size() + " bytes)" : "");
    }

    /** For error messages. */
    static String hex(BigInteger value) {
        return "0x" + value.toString(16);
    }

    private static void requireBytes(ByteString bytes, Supplier<String> what) {
        if (bytes.isEmpty()) {
            throw outOfRange(what.get() + ": the value is empty; zero is one byte 0x00");
        }
    }

    private static TargetException outOfRange(String message) {
        return new TargetException(TargetException.Code.OUT_OF_RANGE, message);
    }

    private Bitstrings() {}
}
