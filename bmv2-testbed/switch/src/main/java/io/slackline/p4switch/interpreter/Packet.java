package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.state.Forwarding;
import io.slackline.p4switch.state.RowLayout;
import io.slackline.p4switch.state.TableSnapshot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The packet arena: everything about the packet in work, in arrays made once. Only the thread in {@code process} touches it.
 *
 * <p>{@code slots} holds headers and metadata as {@link io.slackline.p4switch.ir.Field} describes, then the scratch space of wide
 * expressions.
 */
public final class Packet {

    /** Readable bytes behind the packet, so that a field at its end is read as part of a whole long. */
    static final int SLACK = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static final int NO_SESSION = -1;

    public final long[] slots;
    public final long[] key;
    public final long[] digest;
    public byte[] in = new byte[PacketEngine.MAX_PACKET_BYTES + SLACK];
    public final byte[] out = new byte[PacketEngine.MAX_PACKET_BYTES + SLACK];
    public final byte[] hashInput = new byte[PacketEngine.MAX_PACKET_BYTES + SLACK];
    public long[] arguments = new long[0];
    /** Where the last lookup found a row, and the arguments that it held. */
    public final TableSnapshot.Place place = new TableSnapshot.Place();

    public final long[] rowArguments = new long[RowLayout.MOST_WORDS];
    public Forwarding forwarding;

    /** Length of the packet as received; what counters and byte meters count. */
    public int inLength;

    /** Position of the parser, and after it the start of the payload. */
    public int cursorBits;

    /** Length that the program sees in egress: as received, and what header additions and removals made of it. */
    public int length;

    public int ingressPort;
    public int parserError;
    public boolean exited;
    public boolean failed;
    public long cloneSession;
    public int cloneFields;
    public boolean resubmit;
    public int resubmitFields;
    public boolean recirculate;
    public int recirculateFields;
    public int digestIndex;
    public int truncateTo;

    Packet(int slotCount, int keyWords, int digestLimbs, Forwarding forwarding) {
        slots = new long[slotCount];
        key = new long[keyWords];
        digest = new long[digestLimbs];
        this.forwarding = forwarding;
    }

    void resetRequests() {
        exited = false;
        failed = false;
        cloneSession = NO_SESSION;
        cloneFields = -1;
        resubmit = false;
        recirculate = false;
        digestIndex = -1;
    }

    /** Whether that many bits are left for the parser. */
    public boolean has(int bits) {
        return cursorBits + bits <= inLength * 8;
    }

    /** Up to 64 bits of the packet from a bit position, as an unsigned number. */
    long bits(int position, int width) {
        return bits(in, position, width);
    }

    public static long bits(byte[] bytes, int position, int width) {
        int at = position >>> 3;
        int head = position & 7;
        long word = (long) LONG.get(bytes, at);
        int spare = 64 - head - width;
        if (spare >= 0) {
            return (word << head) >>> (64 - width);
        }
        long high = (word << head) >>> head;
        return ((high << -spare) | ((bytes[at + 8] & 0xFFL) >>> (8 + spare))) & (width == 64 ? -1L : (1L << width) - 1);
    }
}
