package io.slackline.p4switch.afpacket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The memory into which a loop receives: a row of {@code struct mmsghdr} (recvmmsg(2)), each with a buffer for the frame behind a
 * {@code struct virtio_net_hdr} and one for the auxiliary data (packet(7)). One loop uses it for all its ports.
 */
final class RxBatch implements AutoCloseable {

    static final int SIZE = 32;
    static final int REFUSED = -1;

    private static final int VNET = 10;
    private static final int BUFFER = PacketEngine.MAX_PACKET_BYTES + 256;
    private static final int CONTROL = 64;
    private static final int MMSGHDR = 64;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;
    private static final int MSG_LEN = 56;
    private static final int CMSG_DATA = 16;
    private static final int AUX_VLAN_TCI = CMSG_DATA + 16;
    private static final int AUX_VLAN_TPID = CMSG_DATA + 18;
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;
    private static final int NEEDS_CSUM = 1;
    private static final int MACS = 12;
    private static final int TAG = 4;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers = arena.allocate((long) MMSGHDR * SIZE, 8);
    private final MemorySegment vectors = arena.allocate(16L * SIZE, 8);
    private final MemorySegment buffers = arena.allocate((long) BUFFER * SIZE, 64);
    private final MemorySegment controls = arena.allocate((long) CONTROL * SIZE, 8);
    private final byte[] frame = new byte[BUFFER + TAG];
    private DropCause refusal = DropCause.RECEIVED_TRUNCATED;

    RxBatch() {
        for (int i = 0; i < SIZE; i++) {
            long header = (long) MMSGHDR * i;
            vectors.set(ADDRESS, 16L * i, buffers.asSlice((long) BUFFER * i, BUFFER));
            vectors.set(JAVA_LONG, 16L * i + 8, BUFFER);
            headers.set(ADDRESS, header + MSG_IOV, vectors.asSlice(16L * i, 16));
            headers.set(JAVA_LONG, header + MSG_IOVLEN, 1);
            headers.set(ADDRESS, header + MSG_CONTROL, controls.asSlice((long) CONTROL * i, CONTROL));
        }
    }

    /** The headers, ready for the kernel to fill. */
    MemorySegment prepared() {
        for (int i = 0; i < SIZE; i++) {
            headers.set(JAVA_LONG, (long) MMSGHDR * i + MSG_CONTROLLEN, CONTROL);
        }
        return headers;
    }

    /** The frame that {@link #load} brought. */
    byte[] frame() {
        return frame;
    }

    /**
     * Brings a received frame as it would be on a wire: checksum filled in, 802.1Q tag in place.
     *
     * @return its length, or {@link #REFUSED}, and then {@link #refusal} tells why
     */
    int load(int i) {
        long header = (long) MMSGHDR * i;
        long buffer = (long) BUFFER * i;
        int length = headers.get(JAVA_INT, header + MSG_LEN) - VNET;
        if (buffers.get(JAVA_BYTE, buffer + 1) != 0) {
            return refused(DropCause.OFFLOADED_SEGMENTS);
        }
        if ((headers.get(JAVA_INT, header + MSG_FLAGS) & Native.MSG_TRUNC) != 0
                || length > PacketEngine.MAX_PACKET_BYTES) {
            return refused(DropCause.RECEIVED_TRUNCATED);
        }
        MemorySegment.copy(buffers, JAVA_BYTE, buffer + VNET, frame, 0, length);
        if ((buffers.get(JAVA_BYTE, buffer) & NEEDS_CSUM) != 0) {
            int start = buffers.get(JAVA_SHORT, buffer + 6) & 0xFFFF;
            int offset = buffers.get(JAVA_SHORT, buffer + 8) & 0xFFFF;
            Checksums.complete(frame, length, start, offset);
        }
        return tagged(header, (long) CONTROL * i, length);
    }

    private int tagged(long header, long control, int length) {
        if (headers.get(JAVA_LONG, header + MSG_CONTROLLEN) < AUX_VLAN_TPID + 2
                || (controls.get(JAVA_INT, control + CMSG_DATA) & TP_STATUS_VLAN_VALID) == 0
                || length < MACS) {
            return length;
        }
        int tci = controls.get(JAVA_SHORT, control + AUX_VLAN_TCI) & 0xFFFF;
        int tpid = controls.get(JAVA_SHORT, control + AUX_VLAN_TPID) & 0xFFFF;
        System.arraycopy(frame, MACS, frame, MACS + TAG, length - MACS);
        frame[MACS] = (byte) (tpid >> 8);
        frame[MACS + 1] = (byte) tpid;
        frame[MACS + 2] = (byte) (tci >> 8);
        frame[MACS + 3] = (byte) tci;
        return length + TAG;
    }

    private int refused(DropCause cause) {
        refusal = cause;
        return REFUSED;
    }

    /** Why the last frame was refused. */
    DropCause refusal() {
        return refusal;
    }

    @Override
    public void close() {
        arena.close();
    }
}
