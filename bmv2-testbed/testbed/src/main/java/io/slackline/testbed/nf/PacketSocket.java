package io.slackline.testbed.nf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.slackline.testbed.linux.Libc;
import io.slackline.testbed.linux.PacketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A raw socket of packet(7) on one interface of the calling thread's network namespace. It sees what the interface receives and not what it
 * sends. One thread at a time uses it.
 */
final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int ETH_P_ALL = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUF = 7;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final short PACKET_MR_PROMISC = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SEND_BUFFER_BYTES = 8 << 20;

    private final int fd;
    private final PacketCalls calls;

    private PacketSocket(int fd, PacketCalls calls) {
        this.fd = fd;
        this.calls = calls;
    }

    /**
     * Opens it; errors name the interface, or the privilege (CAP_NET_RAW) that lacks.
     *
     * @param receiveBufferBytes what may wait to be received: a frame of 1,500 bytes takes some 2,300
     */
    static PacketSocket open(String interfaceName, int receiveBufferBytes, PacketCalls calls) {
        int index = Libc.interfaceIndex(interfaceName);
        int fd = Libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
            MemorySegment size = arena.allocateFrom(JAVA_INT, receiveBufferBytes);
            MemorySegment sendSize = arena.allocateFrom(JAVA_INT, SEND_BUFFER_BYTES);
            Libc.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, one, "PACKET_IGNORE_OUTGOING");
            Libc.setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, one, "PACKET_QDISC_BYPASS");
            Libc.setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, one, "SO_TIMESTAMPNS");
            Libc.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, sendSize, "SO_SNDBUF");
            try {
                Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, size, "SO_RCVBUFFORCE");
            } catch (io.slackline.common.SlacklineException notPermitted) {
                // In a user namespace of one's own the buffer is what net.core.rmem_max allows.
                Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, size, "SO_RCVBUF");
            }
            // struct packet_mreq: interface, type, address length, address.
            MemorySegment membership = arena.allocate(16, 4);
            membership.set(JAVA_INT, 0, index);
            membership.set(JAVA_SHORT, 4, PACKET_MR_PROMISC);
            Libc.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership, "promiscuous mode");
            // struct sockaddr_ll: family, protocol in network byte order, interface.
            MemorySegment address = arena.allocate(20, 4);
            address.set(JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(JAVA_BYTE, 3, (byte) ETH_P_ALL);
            address.set(JAVA_INT, 4, index);
            calls.bind(fd, address);
            return new PacketSocket(fd, calls);
        } catch (RuntimeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    int fd() {
        return fd;
    }

    /** Receives up to {@code limit} frames that are there already into the first slots of the batch; how many. */
    int receive(FrameBatch batch, int limit) {
        int received = calls.recvmmsg(fd, batch.toReceive(limit), limit, MSG_DONTWAIT);
        return Math.max(received, 0);
    }

    /** Sends the frames that were queued in the outbox and empties it; frames that the interface refuses are lost, their number is returned. */
    int send(Outbox outbox) {
        int sent = 0;
        int refused = 0;
        int queued = outbox.size();
        while (sent < queued) {
            int result = calls.sendmmsg(fd, outbox.headersFrom(sent), queued - sent, MSG_DONTWAIT);
            if (result > 0) {
                sent += result;
            } else if (result != -PacketCalls.EINTR) {
                // The first of the rest is refused; the others may still pass.
                refused++;
                sent++;
            }
        }
        outbox.clear();
        return refused;
    }

    /** Frames that found the receive buffer full since the last call. */
    long overruns() {
        return calls.overruns(fd);
    }

    @Override
    public void close() {
        Libc.close(fd);
    }

    /** {@code struct pollfd}s that wait for something to receive on each of the sockets. */
    static MemorySegment pollfds(Arena arena, PacketSocket... sockets) {
        MemorySegment descriptors = arena.allocate(8L * sockets.length, 8);
        for (int i = 0; i < sockets.length; i++) {
            descriptors.set(JAVA_INT, 8L * i, sockets[i].fd);
            descriptors.set(JAVA_SHORT, 8L * i + 4, (short) 1);
        }
        return descriptors;
    }

    /** Whether ppoll(2) found something to receive on the socket of this index. */
    static boolean ready(MemorySegment descriptors, int index) {
        return descriptors.get(JAVA_SHORT, 8L * index + 6) != 0;
    }

    /** Memory that a row of {@code struct mmsghdr} of recvmmsg(2) points to, one frame each. */
    static final class FrameBatch {
        /** Whole frames fit. */
        static final int FRAME_BYTES = 2048;

        private static final int MMSGHDR = 64;
        private static final int CONTROL = 64;
        private static final int TIMESPEC = 16;
        private static final long NANOS = 1_000_000_000L;

        private final int size;
        private final int slotBytes;
        private final MemorySegment headers;
        private final MemorySegment frames;
        private final MemorySegment controls;

        /** @param slotBytes of each frame; of a longer one only the beginning is received */
        FrameBatch(Arena arena, int size, int slotBytes) {
            this.size = size;
            this.slotBytes = slotBytes;
            headers = arena.allocate((long) MMSGHDR * size, 8);
            frames = arena.allocate((long) slotBytes * size, 64);
            controls = arena.allocate((long) CONTROL * size, 8);
            MemorySegment vectors = arena.allocate(16L * size, 8);
            for (int i = 0; i < size; i++) {
                vectors.set(ADDRESS, 16L * i, frames.asSlice((long) slotBytes * i, slotBytes));
                vectors.set(JAVA_LONG, 16L * i + 8, slotBytes);
                long header = (long) MMSGHDR * i;
                headers.set(ADDRESS, header + 16, vectors.asSlice(16L * i, 16));
                headers.set(JAVA_LONG, header + 24, 1);
                headers.set(ADDRESS, header + 32, controls.asSlice((long) CONTROL * i, CONTROL));
            }
        }

        int size() {
            return size;
        }

        private MemorySegment toReceive(int limit) {
            for (int i = 0; i < limit; i++) {
                headers.set(JAVA_LONG, (long) MMSGHDR * i + 40, CONTROL);
            }
            return headers;
        }

        /** All frames. */
        MemorySegment frames() {
            return frames;
        }

        /** Where a frame begins. */
        long offset(int slot) {
            return (long) slotBytes * slot;
        }

        int length(int slot) {
            return headers.get(JAVA_INT, (long) MMSGHDR * slot + 56);
        }

        /** When the kernel received the frame, in nanoseconds since 1970 (socket(7), SO_TIMESTAMPNS). */
        long stampNanos(int slot) {
            long control = (long) CONTROL * slot + TIMESPEC;
            return controls.get(JAVA_LONG, control) * NANOS + controls.get(JAVA_LONG, control + 8);
        }
    }

    /** Frames to send, by reference to the memory where they are; a row of {@code struct mmsghdr} of sendmmsg(2). */
    static final class Outbox {
        private static final int MMSGHDR = 64;

        private final MemorySegment headers;
        private final MemorySegment vectors;
        private int queued;

        Outbox(Arena arena, int size) {
            headers = arena.allocate((long) MMSGHDR * size, 8);
            vectors = arena.allocate(16L * size, 8);
            for (int i = 0; i < size; i++) {
                headers.set(ADDRESS, (long) MMSGHDR * i + 16, vectors.asSlice(16L * i, 16));
                headers.set(JAVA_LONG, (long) MMSGHDR * i + 24, 1);
            }
        }

        /** Queues a frame; its memory must stay as it is until it is sent. */
        void add(MemorySegment memory, long offset, int length) {
            vectors.set(ADDRESS, 16L * queued, memory.asSlice(offset, length));
            vectors.set(JAVA_LONG, 16L * queued + 8, length);
            queued++;
        }

        int size() {
            return queued;
        }

        private MemorySegment headersFrom(int index) {
            return headers.asSlice((long) MMSGHDR * index);
        }

        private void clear() {
            queued = 0;
        }
    }
}
