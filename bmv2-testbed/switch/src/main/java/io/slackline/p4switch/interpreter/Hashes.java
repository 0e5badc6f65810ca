package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Calculation;
import io.slackline.p4switch.ir.Calculation.Algorithm;
import io.slackline.p4switch.ir.Calculation.Input;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.SwitchState;
import java.math.BigInteger;
import java.util.List;
import java.util.zip.CRC32;

/** Turns calculations into nodes: the inputs are written one bit after another into a buffer, then hashed. */
public final class Hashes {

    private static final int[] CRC16 = reflectedTable(0xA001);
    private static final int[] CCITT = table(0x1021);

    private Hashes() {}

    /** Appends to the hash input. */
    @FunctionalInterface
    private interface Part {
        void write(Packet p, BitWriter out);
    }

    /** Hashes the first octets of an array. */
    @FunctionalInterface
    private interface Function {
        long of(byte[] in, int length);
    }

    /** A node for a calculation of the program. */
    static LongNode node(SwitchState state, int index) {
        Calculation calculation = state.program().calculations().get(index);
        Part[] parts = calculation.inputs().stream().map(Hashes::part).toArray(Part[]::new);
        BitWriter out = new BitWriter();
        Function function = function(state, index, calculation.algorithm());
        return p -> {
            out.reset(p.hashInput, 0);
            for (Part part : parts) {
                part.write(p, out);
            }
            int length = out.finish();
            return function.of(p.hashInput, length);
        };
    }

    private static Function function(SwitchState state, int index, Algorithm algorithm) {
        return switch (algorithm) {
            case CRC16 -> Hashes::crc16;
            case CRC_CCITT -> Hashes::ccitt;
            case CSUM16 -> Hashes::checksum;
            case XOR16 -> Hashes::xor16;
            case IDENTITY -> Hashes::identity;
            case CRC32 -> {
                CRC32 crc32 = new CRC32();
                yield (in, length) -> {
                    crc32.reset();
                    crc32.update(in, 0, length);
                    return crc32.getValue();
                };
            }
            case CRC8_CUSTOM, CRC16_CUSTOM, CRC32_CUSTOM, CRC64_CUSTOM -> state.crc(index)::of;
        };
    }

    private static Part part(Input input) {
        return switch (input) {
            case Input.OfField(Field field, int validSlot) ->
                validSlot < 0
                        ? (p, out) -> out.field(p.slots, field)
                        : (p, out) -> {
                            if (p.slots[validSlot] != 0) {
                                out.field(p.slots, field);
                            }
                        };
            case Input.OfConstant(BigInteger value, int width) -> {
                int limbs = Math.max(1, (width + 63) / 64);
                long[] image = new long[limbs];
                Bits.fromBigInteger(value, image, 0, limbs);
                yield (_, out) -> out.limbs(image, 0, width);
            }
            case Input.OfHeader(Header header) -> {
                List<Field> fields = header.fields();
                yield (p, out) -> {
                    if (p.slots[header.validSlot()] != 0) {
                        for (int i = 0; i < fields.size(); i++) {
                            out.field(p.slots, fields.get(i));
                        }
                    }
                };
            }
            case Input.OfPayload() ->
                (p, out) -> out.bytes(p.in, p.cursorBits >>> 3, p.inLength - (p.cursorBits >>> 3));
        };
    }

    private static int[] reflectedTable(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int r = i;
            for (int bit = 0; bit < 8; bit++) {
                r = (r & 1) != 0 ? (r >>> 1) ^ polynomial : r >>> 1;
            }
            table[i] = r;
        }
        return table;
    }

    private static int[] table(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int r = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                r = ((r & 0x8000) != 0 ? (r << 1) ^ polynomial : r << 1) & 0xFFFF;
            }
            table[i] = r;
        }
        return table;
    }

    /** CRC-16/ARC. */
    public static long crc16(byte[] in, int length) {
        int r = 0;
        for (int i = 0; i < length; i++) {
            r = (r >>> 8) ^ CRC16[(r ^ in[i]) & 0xFF];
        }
        return r;
    }

    /** CRC-16/CCITT-FALSE. */
    public static long ccitt(byte[] in, int length) {
        int r = 0xFFFF;
        for (int i = 0; i < length; i++) {
            r = ((r << 8) & 0xFFFF) ^ CCITT[((r >>> 8) ^ in[i]) & 0xFF];
        }
        return r;
    }

    /** The Internet checksum (RFC 1071). */
    private static long checksum(byte[] in, int length) {
        return ~words(in, length, true) & 0xFFFF;
    }

    private static long xor16(byte[] in, int length) {
        return words(in, length, false);
    }

    private static long words(byte[] in, int length, boolean sum) {
        long r = 0;
        for (int i = 0; i < length; i += 2) {
            int word = (in[i] & 0xFF) << 8 | (i + 1 < length ? in[i + 1] & 0xFF : 0);
            r = sum ? r + word : r ^ word;
        }
        while (r >>> 16 != 0) {
            r = (r & 0xFFFF) + (r >>> 16);
        }
        return r;
    }

    /** The first eight bytes as a number. */
    private static long identity(byte[] in, int length) {
        long r = 0;
        for (int i = 0; i < Math.min(8, length); i++) {
            r = r << 8 | (in[i] & 0xFF);
        }
        return r;
    }
}
