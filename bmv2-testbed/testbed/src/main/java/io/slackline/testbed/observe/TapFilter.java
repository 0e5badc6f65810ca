package io.slackline.testbed.observe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The classic BPF program of the tap (linux/filter.h): IPv4 to 10.99.0.0/16, UDP or TCP with SYN and without ACK. It spares the
 * testbed the cost of waking up for every packet of every connection, which would disturb what it observes.
 */
final class TapFilter {
    static final int INSTRUCTION_BYTES = 8;

    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_BYTE_INDEXED = 0x50;
    private static final int LOAD_HEADER_LENGTH = 0xb1;
    private static final int AND = 0x54;
    private static final int JUMP_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int WHOLE = 0xffff;

    private static final int SERVICE_NETWORK = (10 << 8) | 99;
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int SYN_ACK = 0x12;
    private static final int SYN = 0x02;

    private TapFilter() {}

    /** The instructions, in the machine's byte order. */
    static byte[] program() {
        int[][] instructions = {
            {LOAD_HALF, 0, 0, 12},
            {JUMP_EQUAL, 0, 10, 0x0800}, // not IPv4: drop
            {LOAD_HALF, 0, 0, 30},
            {JUMP_EQUAL, 0, 8, SERVICE_NETWORK}, // other destination: drop
            {LOAD_BYTE, 0, 0, 23},
            {JUMP_EQUAL, 5, 0, UDP}, // pass
            {JUMP_EQUAL, 0, 5, TCP}, // neither: drop
            {LOAD_HEADER_LENGTH, 0, 0, 14},
            {LOAD_BYTE_INDEXED, 0, 0, 14 + 13},
            {AND, 0, 0, SYN_ACK},
            {JUMP_EQUAL, 0, 1, SYN},
            {RETURN, 0, 0, WHOLE},
            {RETURN, 0, 0, 0},
        };
        ByteBuffer program =
                ByteBuffer.allocate(instructions.length * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        for (int[] instruction : instructions) {
            program.putShort((short) instruction[0])
                    .put((byte) instruction[1])
                    .put((byte) instruction[2])
                    .putInt(instruction[3]);
        }
        return program.array();
    }
}
