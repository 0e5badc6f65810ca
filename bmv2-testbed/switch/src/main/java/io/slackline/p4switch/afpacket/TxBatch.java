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

/**
 * Frames on their way out, to any interfaces: gathered in memory and handed to the kernel by one sendmmsg(2), on a packet socket that
 * receives nothing. It never blocks: what an interface does not take is dropped and told, as a card with full queues would do.
 * For one thread at a time.
 */
public final class TxBatch implements AutoCloseable {

    private static final int FRAMES = 128;
    private static final int BYTES = 256 * 1024;
    private static final int MMSGHDR = 64;
    private static final int MSG_NAME = 0;
    private static final int MSG_NAMELEN = 8;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int SOCKADDR_LL = 20;
    private static final int SOCKADDR_STRIDE = 32;
    private static final int SLL_IFINDEX = 4;

    /** Told of frames that were not sent. */
    @FunctionalInterface
    public interface Refusals {
        /**
         * A frame is lost.
         *
         * @param interfaceIndex where it should have gone
         */
        void refused(int interfaceIndex, DropCause cause);
    }

    private final Refusals refusals;
    private final PacketSocket socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers = arena.allocate((long) MMSGHDR * FRAMES, 8);
    private final MemorySegment vectors = arena.allocate(16L * FRAMES, 8);
    private final MemorySegment addresses = arena.allocate((long) SOCKADDR_STRIDE * FRAMES, 8);
    private final MemorySegment bytes = arena.allocate(BYTES + PacketEngine.MAX_PACKET_BYTES, 64);
    private int queued;
    private int used;

    /** Opens the socket. */
    public TxBatch(Refusals refusals) throws IOException {
        this.refusals = refusals;
        socket = new PacketSocket("any");
        try {
            socket.enlarge(Native.SO_SNDBUFFORCE, Native.SO_SNDBUF, "SO_SNDBUF");
        } catch (IOException e) {
            close();
            throw e;
        }
        for (int i = 0; i < FRAMES; i++) {
            long header = (long) MMSGHDR * i;
            headers.set(ADDRESS, header + MSG_NAME, addresses.asSlice((long) SOCKADDR_STRIDE * i, SOCKADDR_LL));
            headers.set(JAVA_INT, header + MSG_NAMELEN, SOCKADDR_LL);
            headers.set(ADDRESS, header + MSG_IOV, vectors.asSlice(16L * i, 16));
            headers.set(JAVA_LONG, header + MSG_IOVLEN, 1);
            addresses.set(JAVA_SHORT, (long) SOCKADDR_STRIDE * i, (short) Native.AF_PACKET);
        }
    }

    /** Adds a frame; sends what waits when there is no room. */
    public void add(int interfaceIndex, byte[] frame, int offset, int length) {
        if (queued == FRAMES || used > BYTES) {
            flush();
        }
        MemorySegment.copy(frame, offset, bytes, JAVA_BYTE, used, length);
        addresses.set(JAVA_INT, (long) SOCKADDR_STRIDE * queued + SLL_IFINDEX, interfaceIndex);
        vectors.set(JAVA_LONG, 16L * queued, bytes.address() + used);
        vectors.set(JAVA_LONG, 16L * queued + 8, length);
        used = (used + length + 15) & ~15;
        queued++;
    }

    /** Sends what waits. */
    public void flush() {
        int sent = 0;
        while (sent < queued) {
            int result = socket.calls()
                    .sendmmsg(socket.fd(), headers.asSlice((long) MMSGHDR * sent), queued - sent, Native.MSG_DONTWAIT);
            if (result > 0) {
                sent += result;
            } else if (result != -Native.EINTR) {
                // The first of the rest is refused; the others may still pass.
                refusals.refused(addresses.get(JAVA_INT, (long) SOCKADDR_STRIDE * sent + SLL_IFINDEX), cause(-result));
                sent++;
            }
        }
        queued = 0;
        used = 0;
    }

    private static DropCause cause(int errno) {
        return switch (errno) {
            case Native.EAGAIN, Native.ENOBUFS -> DropCause.PORT_QUEUE_FULL;
            case Native.ENETDOWN, Native.ENXIO, Native.ENODEV -> DropCause.PORT_DOWN;
            case Native.EMSGSIZE -> DropCause.TOO_LONG_FOR_PORT;
            default -> DropCause.PORT_REFUSED;
        };
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
