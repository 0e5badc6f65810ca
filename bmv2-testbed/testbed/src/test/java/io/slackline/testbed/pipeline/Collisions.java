package io.slackline.testbed.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Flows that share both affinity cells. Both ways are CRC-16 (ARC) sums, which are linear: the bits of source address and source port
 * that can be flipped without changing either sum are the null space of a 32 by 48 matrix, found by elimination.
 */
final class Collisions {

    private static final int SOURCE_BITS = 48;

    private Collisions() {}

    /** Differences (source address in the high 32 bits, source port in the low 16) that keep both cells; at least 2^16 - 1 exist. */
    static List<Long> differences() {
        List<Long> kept = new ArrayList<>();
        long[] pivots = new long[Integer.SIZE];
        long[] combinations = new long[Integer.SIZE];
        for (int bit = 0; bit < SOURCE_BITS; bit++) {
            long combination = 1L << bit;
            long sums = cells(combination) ^ cells(0);
            for (int row = Integer.SIZE - 1; row >= 0 && sums != 0; row--) {
                if ((sums >>> row & 1) == 1) {
                    if (pivots[row] == 0) {
                        pivots[row] = sums;
                        combinations[row] = combination;
                        combination = 0;
                        break;
                    }
                    sums ^= pivots[row];
                    combination ^= combinations[row];
                }
            }
            if (combination != 0) {
                kept.add(combination);
            }
        }
        return kept;
    }

    /** Both cell indexes of a flow with this source; what is constant in a flow's tuple does not matter for differences. */
    private static long cells(long source) {
        int ip = (int) (source >>> 16);
        short port = (short) source;
        ByteBuffer first =
                ByteBuffer.allocate(13).putInt(ip).putInt(0).put((byte) 0).putShort(port);
        ByteBuffer second = ByteBuffer.allocate(13)
                .putShort(port)
                .putShort((short) 0)
                .put((byte) 0)
                .putInt(ip);
        return (long) crc16(first.array()) << 16 | crc16(second.array());
    }

    private static int crc16(byte[] bytes) {
        int crc = 0;
        for (byte octet : bytes) {
            crc ^= octet & 0xFF;
            for (int i = 0; i < 8; i++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ 0xA001 : crc >>> 1;
            }
        }
        return crc;
    }
}
