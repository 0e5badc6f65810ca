package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.Calculation;
import io.slackline.p4switch.target.CrcParameters;

/** A CRC whose parameters may change while packets flow. Guarded by the packet lock. */
public final class CustomCrc {

    private static final int OCTET = 8;

    private final int width;
    private final long[] table = new long[256];
    private CrcParameters parameters;

    CustomCrc(int widthBits, CrcParameters parameters) {
        this.width = widthBits;
        this.parameters = parameters;
        set(parameters);
    }

    /** Starts as bmv2's does: CRC-8, CRC-16/ARC, the CRC-32 of Ethernet, the CRC-64 of ISO 3309. */
    static CustomCrc of(Calculation.Algorithm algorithm) {
        return switch (algorithm) {
            case CRC8_CUSTOM -> new CustomCrc(8, new CrcParameters(0x07, 0, 0, false, false));
            case CRC16_CUSTOM -> new CustomCrc(16, new CrcParameters(0x8005, 0, 0, true, true));
            case CRC32_CUSTOM ->
                new CustomCrc(32, new CrcParameters(0x04C1_1DB7, 0xFFFF_FFFFL, 0xFFFF_FFFFL, true, true));
            case CRC64_CUSTOM -> new CustomCrc(64, new CrcParameters(0x1B, 0, 0, true, true));
            case CRC16, CRC32, CRC_CCITT, CSUM16, XOR16, IDENTITY ->
                throw new IllegalArgumentException(algorithm + " has no parameters");
        };
    }

    static boolean knows(Calculation.Algorithm algorithm) {
        return switch (algorithm) {
            case CRC8_CUSTOM, CRC16_CUSTOM, CRC32_CUSTOM, CRC64_CUSTOM -> true;
            case CRC16, CRC32, CRC_CCITT, CSUM16, XOR16, IDENTITY -> false;
        };
    }

    int widthBits() {
        return width;
    }

    void set(CrcParameters next) {
        parameters = next;
        long top = 1L << (width - 1);
        for (int i = 0; i < table.length; i++) {
            long remainder = (long) i << (width - OCTET);
            for (int bit = 0; bit < OCTET; bit++) {
                remainder = (remainder & top) != 0 ? (remainder << 1) ^ next.polynomial() : remainder << 1;
            }
            table[i] = remainder & Bits.mask(width);
        }
    }

    /** The CRC of the first octets of an array. */
    public long of(byte[] in, int length) {
        CrcParameters now = parameters;
        long remainder = now.initial() & Bits.mask(width);
        for (int i = 0; i < length; i++) {
            int octet = in[i] & 0xFF;
            int turned = now.dataReflected() ? Integer.reverse(octet) >>> 24 : octet;
            int at = (int) (turned ^ (remainder >>> (width - OCTET))) & 0xFF;
            remainder = (table[at] ^ (remainder << OCTET)) & Bits.mask(width);
        }
        long turned = now.remainderReflected() ? Long.reverse(remainder) >>> (64 - width) : remainder;
        return (turned ^ now.finalXor()) & Bits.mask(width);
    }
}
