package io.slackline.p4switch.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the arithmetic of the engine against big integers, on numbers that sit on the edges of their widths. */
@ParameterizedClass
@EnumSource(Engine.class)
final class CalculatorTest {

    private static final BigInteger MASK_64 = ones(64);
    private static final BigInteger MASK_128 = ones(128);

    private final SwitchFixture fixture;

    CalculatorTest(Engine engine) {
        fixture = SwitchFixture.running("calculator", engine);
    }

    private final Random random = new Random(42);

    /** Operands of one packet. */
    private record Operands(BigInteger a, BigInteger b, BigInteger x, BigInteger y, int s, int t, int p, int q) {}

    /** Results of one packet. */
    private record Results(BigInteger narrow, BigInteger wide, long hash, int small) {}

    private static BigInteger ones(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    private BigInteger edgy(int bits) {
        return switch (random.nextInt(6)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> ones(bits);
            case 2 -> BigInteger.ONE.shiftLeft(bits - 1);
            case 3 -> new BigInteger(bits / 2, random);
            default -> new BigInteger(bits, random);
        };
    }

    private Operands operands() {
        return new Operands(
                edgy(64),
                edgy(64),
                edgy(128),
                edgy(128),
                edgy(32).intValue(),
                edgy(32).intValue(),
                edgy(8).intValue(),
                edgy(8).intValue());
    }

    private Results calculate(int op, Operands o) {
        String packet = String.format("%02x", op)
                + hex(o.a, 16)
                + hex(o.b, 16)
                + hex(o.x, 32)
                + hex(o.y, 32)
                + String.format("%08x%08x%02x%02x", o.s, o.t, o.p, o.q);
        String answer = fixture.send(3, packet).answer();
        return new Results(
                new BigInteger(answer.substring(0, 16), 16),
                new BigInteger(answer.substring(16, 48), 16),
                Long.parseLong(answer.substring(48, 56), 16),
                Integer.parseInt(answer.substring(56, 58), 16));
    }

    private static String hex(BigInteger value, int digits) {
        String text = value.toString(16);
        return "0".repeat(digits - text.length()) + text;
    }

    private static BigInteger truth(boolean condition) {
        return condition ? BigInteger.ONE : BigInteger.ZERO;
    }

    @Test
    void addsAndWrapsAround() {
        for (int i = 0; i < 200; i++) {
            Operands o = operands();
            Results r = calculate(1, o);
            assertEquals(o.a.add(o.b).and(MASK_64), r.narrow, o::toString);
            assertEquals(o.x.add(o.y).and(MASK_128), r.wide, o::toString);
            assertEquals(Math.min(255, o.p + o.q), r.small, o::toString);
        }
    }

    @Test
    void subtractsAndWrapsAround() {
        for (int i = 0; i < 200; i++) {
            Operands o = operands();
            Results r = calculate(2, o);
            assertEquals(o.a.subtract(o.b).and(MASK_64), r.narrow, o::toString);
            assertEquals(o.x.subtract(o.y).and(MASK_128), r.wide, o::toString);
            assertEquals(Math.max(0, o.p - o.q), r.small, o::toString);
        }
    }

    @Test
    void multiplies() {
        for (int i = 0; i < 200; i++) {
            Operands o = operands();
            Results r = calculate(3, o);
            assertEquals(o.a.multiply(o.b).and(MASK_64), r.narrow, o::toString);
            assertEquals(o.x.multiply(o.y).and(MASK_128), r.wide, o::toString);
            assertEquals(o.p & ~o.q, r.small, o::toString);
        }
    }

    @Test
    void shiftsByAnyCount() {
        for (int i = 0; i < 400; i++) {
            Operands o = operands();
            Results left = calculate(4, o);
            assertEquals(o.a.shiftLeft(o.q).and(MASK_64), left.narrow, o::toString);
            assertEquals(o.x.shiftLeft(o.q).and(MASK_128), left.wide, o::toString);
            assertEquals(o.p ^ o.q, left.small, o::toString);
            Results right = calculate(5, o);
            assertEquals(o.a.shiftRight(o.q), right.narrow, o::toString);
            assertEquals(o.x.shiftRight(o.q), right.wide, o::toString);
            assertEquals((o.s >> Math.min(31, o.q)) & 0xFF, right.small, o::toString);
        }
    }

    @Test
    void comparesUnsignedAndSigned() {
        for (int i = 0; i < 400; i++) {
            Operands o = operands();
            Results r = calculate(6, o);
            assertEquals(truth(o.a.compareTo(o.b) < 0), r.narrow, o::toString);
            assertEquals(truth(o.x.compareTo(o.y) < 0), r.wide, o::toString);
            assertEquals(o.s < o.t ? 1 : 0, r.small, o::toString);
        }
    }

    @Test
    void slicesAndConcatenates() {
        for (int i = 0; i < 100; i++) {
            Operands o = operands();
            Results r = calculate(7, o);
            assertEquals(o.a.and(ones(32)).shiftLeft(32).or(o.b.shiftRight(32)), r.narrow, o::toString);
            BigInteger joined = o.x.and(MASK_64).shiftLeft(64).or(o.y.shiftRight(64));
            BigInteger patched = joined.andNot(ones(8).shiftLeft(64))
                    .or(BigInteger.valueOf(0xEE).shiftLeft(64));
            assertEquals(patched, r.wide, o::toString);
            assertEquals((o.p & 0xF) << 4 | o.q >> 4, r.small, o::toString);
        }
    }

    @Test
    void saturates() {
        LongBinaryOperator clamped = (s, t) -> Math.clamp(s + t, Integer.MIN_VALUE, Integer.MAX_VALUE);
        for (int i = 0; i < 400; i++) {
            Operands o = operands();
            Results r = calculate(8, o);
            assertEquals(o.a.add(o.b).min(MASK_64), r.narrow, o::toString);
            assertEquals(o.x.add(o.y).min(MASK_128), r.wide, o::toString);
            assertEquals(clamped.applyAsLong(o.s, o.t) & 0xFF, r.small, o::toString);
        }
    }

    @Test
    void hashesAsTheAlgorithmsAreDefined() {
        // The check values of the catalogue of CRC algorithms are over "123456789"; here the input is 16 bytes.
        byte[] bytes = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Operands o = new Operands(
                new BigInteger(Long.toUnsignedString(in.getLong())),
                new BigInteger(Long.toUnsignedString(in.getLong())),
                BigInteger.ZERO,
                BigInteger.ZERO,
                0,
                0,
                0x12,
                0x34);
        CRC32 crc32 = new CRC32();
        crc32.update(bytes);
        assertEquals(crc32.getValue(), calculate(9, o).hash);
        assertEquals(crc16(bytes), calculate(10, o).hash);
        assertEquals(internetChecksum(bytes), calculate(11, o).hash);
        assertEquals(0x3031 ^ 0x3233 ^ 0x3435 ^ 0x3637 ^ 0x3839 ^ 0x6162 ^ 0x6364 ^ 0x6566, calculate(12, o).hash);
        assertEquals(0x1234, calculate(13, o).hash);
        crc32.reset();
        crc32.update(bytes, 0, 8);
        assertEquals(100 + crc32.getValue() % 10, calculate(14, o).hash);
    }

    private static long crc16(byte[] bytes) {
        int r = 0;
        for (byte b : bytes) {
            r ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                r = (r & 1) != 0 ? r >>> 1 ^ 0xA001 : r >>> 1;
            }
        }
        return r;
    }

    private static long internetChecksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return ~sum & 0xFFFF;
    }
}
