package io.slackline.p4switch.afpacket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.io.Port;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A port on a network interface: a raw packet socket (packet(7)) that sees every frame the interface receives and none that it sends.
 *
 * <p>Packets to send are gathered in memory of the port's own and leave with one sendmmsg(2) at the flush. The socket never blocks:
 * what the interface does not take is dropped and counted, as a card with full queues would do.
 */
public final class AfPacketPort implements Port {

    private static final int TX_BATCH = 64;
    private static final int TX_BYTES = 256 * 1024;
    private static final int VNET = 10;
    private static final int MMSGHDR = 64;
    private static final int SOCKET_BUFFER_BYTES = 8 * 1024 * 1024;

    private final String name;
    private final DropCounts drops;
    private final Native calls = new Native();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers = arena.allocate((long) MMSGHDR * TX_BATCH, 8);
    private final MemorySegment vectors = arena.allocate(16L * TX_BATCH, 8);
    private final MemorySegment bytes = arena.allocate(TX_BYTES + PacketEngine.MAX_PACKET_BYTES + 64, 64);
    private final MemorySegment statistics = arena.allocate(8, 8);
    private final MemorySegment length = arena.allocate(4, 4);
    private final int fd;
    private int queued;
    private int used;

    /**
     * Opens a port.
     *
     * @param name of the interface, which must exist
     * @throws IOException with what to do, if there is no such interface or the process lacks CAP_NET_RAW
     */
    public AfPacketPort(String name, DropCounts drops) throws IOException {
        this.name = name;
        this.drops = drops;
        int index = calls.interfaceIndex(name);
        if (index == 0) {
            throw new IOException("there is no network interface \"" + name + "\"; `ip link` lists them");
        }
        try {
            fd = calls.socket(Native.AF_PACKET, Native.SOCK_RAW | Native.SOCK_NONBLOCK | Native.SOCK_CLOEXEC, 0);
        } catch (IOException e) {
            throw new IOException(
                    "cannot open a raw socket on \"" + name + "\" (" + e.getMessage()
                            + "); run as root or in a user namespace of your own",
                    e);
        }
        configure(index);
        for (int i = 0; i < TX_BATCH; i++) {
            headers.set(ADDRESS, (long) MMSGHDR * i + 16, vectors.asSlice(16L * i, 16));
            headers.set(JAVA_LONG, (long) MMSGHDR * i + 24, 1);
        }
    }

    private void configure(int index) throws IOException {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment one = local.allocateFrom(JAVA_INT, 1);
            require("PACKET_VNET_HDR", calls.setsockopt(fd, Native.SOL_PACKET, Native.PACKET_VNET_HDR, one));
            require("PACKET_AUXDATA", calls.setsockopt(fd, Native.SOL_PACKET, Native.PACKET_AUXDATA, one));
            require(
                    "PACKET_IGNORE_OUTGOING",
                    calls.setsockopt(fd, Native.SOL_PACKET, Native.PACKET_IGNORE_OUTGOING, one));
            MemorySegment size = local.allocateFrom(JAVA_INT, SOCKET_BUFFER_BYTES);
            if (calls.setsockopt(fd, Native.SOL_SOCKET, Native.SO_RCVBUFFORCE, size) < 0) {
                require("SO_RCVBUF", calls.setsockopt(fd, Native.SOL_SOCKET, Native.SO_RCVBUF, size));
            }
            if (calls.setsockopt(fd, Native.SOL_SOCKET, Native.SO_SNDBUFFORCE, size) < 0) {
                require("SO_SNDBUF", calls.setsockopt(fd, Native.SOL_SOCKET, Native.SO_SNDBUF, size));
            }
            // struct packet_mreq: ifindex, type, address length, address.
            MemorySegment membership = local.allocate(16, 4);
            membership.set(JAVA_INT, 0, index);
            membership.set(JAVA_SHORT, 4, (short) Native.PACKET_MR_PROMISC);
            require(
                    "promiscuous mode",
                    calls.setsockopt(fd, Native.SOL_PACKET, Native.PACKET_ADD_MEMBERSHIP, membership));
            // struct sockaddr_ll: family, protocol in network byte order, ifindex; the rest does not matter to bind.
            MemorySegment address = local.allocate(20, 4);
            address.set(JAVA_SHORT, 0, (short) Native.AF_PACKET);
            address.set(JAVA_BYTE, 3, (byte) Native.ETH_P_ALL);
            address.set(JAVA_INT, 4, index);
            calls.bind(fd, address);
        }
    }

    private void require(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException("cannot set " + what + " on \"" + name + "\": errno " + -result);
        }
    }

    int fd() {
        return fd;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(byte[] packet, int offset, int packetLength) {
        if (queued == TX_BATCH || used > TX_BYTES) {
            flush();
        }
        // struct virtio_net_hdr of zeros: nothing is left to offload.
        bytes.asSlice(used, VNET).fill((byte) 0);
        MemorySegment.copy(packet, offset, bytes, JAVA_BYTE, used + VNET, packetLength);
        vectors.set(ADDRESS, 16L * queued, bytes.asSlice(used, VNET + packetLength));
        vectors.set(JAVA_LONG, 16L * queued + 8, VNET + packetLength);
        used = (used + VNET + packetLength + 15) & ~15;
        queued++;
    }

    @Override
    public void flush() {
        int sent = 0;
        while (sent < queued) {
            int result = calls.sendmmsg(fd, headers.asSlice((long) MMSGHDR * sent), queued - sent, Native.MSG_DONTWAIT);
            if (result > 0) {
                sent += result;
            } else if (result != -Native.EINTR) {
                // The first of the rest is refused: by the queue, the link, or for its size. The others may still pass.
                drops.add(DropCause.PORT_REFUSED);
                sent++;
            }
        }
        queued = 0;
        used = 0;
    }

    /** Counts frames that the socket's receive buffer could not hold since the last call. */
    void countOverruns(Native callsOfLoop) throws IOException {
        length.set(JAVA_INT, 0, 8);
        callsOfLoop.getsockopt(fd, Native.SOL_PACKET, Native.PACKET_STATISTICS, statistics, length);
        int dropped = statistics.get(JAVA_INT, 4);
        if (dropped != 0) {
            drops.add(DropCause.RECEIVE_OVERRUN, Integer.toUnsignedLong(dropped));
        }
    }

    @Override
    public void close() {
        calls.close(fd);
        calls.close();
        arena.close();
    }
}
