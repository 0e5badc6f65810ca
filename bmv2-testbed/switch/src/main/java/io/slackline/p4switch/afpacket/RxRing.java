package io.slackline.p4switch.afpacket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * What an interface receives, through a ring that the kernel fills and this process reads without system calls: {@code PACKET_RX_RING} of
 * packet(7), {@code TPACKET_V2} (Documentation/networking/packet_mmap.rst). Its slots hold one frame each and are visible at once; the
 * blocks of version 3 are only handed over when full or after a millisecond.
 *
 * <p>Frames longer than a slot (the interface's MTU was raised later, or a host merged segments) come by {@code PACKET_COPY_THRESH}: the slot
 * says so, and the frame waits in the socket's queue. One thread takes frames; {@link #close} when it no longer does.
 */
public final class RxRing implements AutoCloseable {

    /** Nothing has arrived. */
    public static final int EMPTY = -1;

    /** A frame has arrived and cannot be used; {@link #refusal} tells why. */
    public static final int REFUSED = -2;

    /** Memory of a ring when there is no need to share. */
    public static final int DEFAULT_BYTES = 8 * 1024 * 1024;

    private static final int VNET = 10;
    private static final int NEEDS_CSUM = 1;
    private static final int MACS = 12;
    private static final int TAG = 4;

    // struct tpacket2_hdr
    private static final int STATUS = 0;
    private static final int LEN = 4;
    private static final int SNAPLEN = 8;
    private static final int MAC = 12;
    private static final int SEC = 16;
    private static final int NSEC = 20;
    private static final int VLAN_TCI = 24;
    private static final int VLAN_TPID = 26;

    private static final int TP_STATUS_KERNEL = 0;
    private static final int TP_STATUS_USER = 1;
    private static final int TP_STATUS_COPY = 1 << 1;
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;

    /** What a slot holds before the frame: header, sockaddr_ll, vnet header, alignment. */
    private static final int SLOT_HEAD = 80;

    private static final int BLOCK_BYTES = 1 << 18;
    private static final int LEAST_BYTES = 1 << 18;
    private static final int LINE = 64;
    private static final int ETHERNET_AND_TAGS = 14 + 2 * TAG;

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final String name;
    private final PacketSocket socket;
    private final int interfaceIndex;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment copied = arena.allocate(VNET + PacketEngine.MAX_PACKET_BYTES + 1L, 8);
    private final MemorySegment message = arena.allocate(56, 8);
    private final MemorySegment statistics = arena.allocate(8, 8);
    private final MemorySegment statisticsLength = arena.allocate(4, 4);
    private final byte[] frame = new byte[PacketEngine.MAX_PACKET_BYTES + TAG];
    private final MemorySegment ring;
    private final long[] slots;
    private int head;
    private DropCause refusal = DropCause.RECEIVED_TRUNCATED;
    private boolean checksumCompleted;
    private long arrivedNanos;

    /**
     * Opens a ring; frames that arrive from now on are kept.
     *
     * @param name of the interface, which must exist
     * @param bytes the memory to spend; less where the kernel does not give that much
     * @throws IOException with what to do, if there is no such interface or the process lacks CAP_NET_RAW
     */
    public RxRing(String name, int bytes) throws IOException {
        this.name = name;
        socket = new PacketSocket(name);
        try {
            interfaceIndex = socket.interfaceIndex();
            socket.set(Native.SOL_PACKET, Native.PACKET_VERSION, "PACKET_VERSION", Native.TPACKET_V2);
            socket.set(Native.SOL_PACKET, Native.PACKET_VNET_HDR, "PACKET_VNET_HDR", 1);
            socket.set(Native.SOL_PACKET, Native.PACKET_COPY_THRESH, "PACKET_COPY_THRESH", 1);
            socket.enlarge(Native.SO_RCVBUFFORCE, Native.SO_RCVBUF, "SO_RCVBUF");
            // An odd number of cache lines: slots at powers of two would all compete for the same few sets.
            int slotBytes = (SLOT_HEAD + socket.mtu() + ETHERNET_AND_TAGS + LINE - 1) / LINE * LINE | LINE;
            slotBytes = Math.clamp(slotBytes, 2 * LINE, SLOT_HEAD + PacketEngine.MAX_PACKET_BYTES);
            int blocks = allocate(slotBytes, bytes);
            int perBlock = BLOCK_BYTES / slotBytes;
            slots = new long[blocks * perBlock];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = (long) (i / perBlock) * BLOCK_BYTES + (long) (i % perBlock) * slotBytes;
            }
            ring = socket.calls().mmap(socket.fd(), (long) blocks * BLOCK_BYTES);
            socket.bind(interfaceIndex);
        } catch (IOException e) {
            socket.close();
            arena.close();
            throw e;
        }
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, copied);
        vector.set(JAVA_LONG, 8, copied.byteSize());
        message.set(ADDRESS, 16, vector);
        message.set(JAVA_LONG, 24, 1);
    }

    /** Asks for the ring, for half of it while the kernel lacks memory; returns the number of blocks. */
    private int allocate(int slotBytes, int bytes) throws IOException {
        try (Arena local = Arena.ofConfined()) {
            // struct tpacket_req: block size, blocks, frame size, frames.
            MemorySegment request = local.allocate(16, 4);
            for (int size = Math.max(bytes, LEAST_BYTES); ; size /= 2) {
                int blocks = size / BLOCK_BYTES;
                request.set(JAVA_INT, 0, BLOCK_BYTES);
                request.set(JAVA_INT, 4, blocks);
                request.set(JAVA_INT, 8, slotBytes);
                request.set(JAVA_INT, 12, blocks * (BLOCK_BYTES / slotBytes));
                int result = socket.calls().setsockopt(socket.fd(), Native.SOL_PACKET, Native.PACKET_RX_RING, request);
                if (result >= 0) {
                    return blocks;
                }
                if (result != -Native.ENOMEM || size / 2 < LEAST_BYTES) {
                    throw new IOException("cannot make a receive ring on \"" + name + "\": errno " + -result);
                }
            }
        }
    }

    public String name() {
        return name;
    }

    /** The kernel's number of the interface. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** Frames that the ring holds. */
    public int slots() {
        return slots.length;
    }

    int fd() {
        return socket.fd();
    }

    /** Whether {@link #take} would find something. */
    public boolean ready() {
        return ((int) INT.getAcquire(ring, slots[head] + STATUS) & TP_STATUS_USER) != 0;
    }

    /**
     * Takes the next frame into {@link #frame}, as it would be on a wire: checksum filled in, 802.1Q tag in place.
     *
     * @return its length, {@link #EMPTY} or {@link #REFUSED}
     */
    public int take() {
        long slot = slots[head];
        int status = (int) INT.getAcquire(ring, slot + STATUS);
        if ((status & TP_STATUS_USER) == 0) {
            return EMPTY;
        }
        try {
            return load(slot, status);
        } finally {
            INT.setRelease(ring, slot + STATUS, TP_STATUS_KERNEL);
            head = head + 1 == slots.length ? 0 : head + 1;
        }
    }

    private int load(long slot, int status) {
        int length = ring.get(JAVA_INT, slot + LEN);
        int kept = ring.get(JAVA_INT, slot + SNAPLEN);
        long start = slot + (ring.get(JAVA_SHORT, slot + MAC) & 0xFFFF);
        arrivedNanos = Integer.toUnsignedLong(ring.get(JAVA_INT, slot + SEC)) * 1_000_000_000L
                + Integer.toUnsignedLong(ring.get(JAVA_INT, slot + NSEC));
        boolean waits = (status & TP_STATUS_COPY) != 0;
        if (waits) {
            int received = socket.calls().recvmsg(socket.fd(), message, Native.MSG_DONTWAIT | Native.MSG_TRUNC);
            kept = Math.min(received, (int) copied.byteSize()) - VNET;
        }
        if (ring.get(JAVA_BYTE, start - VNET + 1) != 0) {
            return refused(DropCause.OFFLOADED_SEGMENTS);
        }
        if (length > PacketEngine.MAX_PACKET_BYTES) {
            return refused(DropCause.RECEIVED_TRUNCATED);
        }
        if (kept != length) {
            return refused(DropCause.RECEIVE_OVERRUN);
        }
        if (waits) {
            MemorySegment.copy(copied, JAVA_BYTE, VNET, frame, 0, length);
        } else {
            MemorySegment.copy(ring, JAVA_BYTE, start, frame, 0, length);
        }
        checksumCompleted = (ring.get(JAVA_BYTE, start - VNET) & NEEDS_CSUM) != 0;
        if (checksumCompleted) {
            Checksums.complete(
                    frame,
                    length,
                    ring.get(JAVA_SHORT, start - VNET + 6) & 0xFFFF,
                    ring.get(JAVA_SHORT, start - VNET + 8) & 0xFFFF);
        }
        return (status & TP_STATUS_VLAN_VALID) != 0 && length >= MACS ? tagged(slot, length) : length;
    }

    private int tagged(long slot, int length) {
        int tci = ring.get(JAVA_SHORT, slot + VLAN_TCI) & 0xFFFF;
        int tpid = ring.get(JAVA_SHORT, slot + VLAN_TPID) & 0xFFFF;
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

    /** The frame that {@link #take} brought; good until the next. */
    public byte[] frame() {
        return frame;
    }

    /** Why the last frame was refused. */
    public DropCause refusal() {
        return refusal;
    }

    /** Whether the last frame came with its checksum left to the card, and got it here. */
    public boolean checksumCompleted() {
        return checksumCompleted;
    }

    /** When the last frame arrived, nanoseconds since 1970 by the kernel's clock. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** Frames that found the ring full since the last call. */
    public long overruns() throws IOException {
        statisticsLength.set(JAVA_INT, 0, 8);
        socket.calls()
                .getsockopt(socket.fd(), Native.SOL_PACKET, Native.PACKET_STATISTICS, statistics, statisticsLength);
        return Integer.toUnsignedLong(statistics.get(JAVA_INT, 4));
    }

    @Override
    public void close() {
        socket.calls().munmap(ring);
        socket.close();
        arena.close();
    }
}
