package io.slackline.p4switch.afpacket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A raw packet socket (packet(7)) and the options that receivers and senders set on it. Used by one thread at a time. */
final class PacketSocket implements AutoCloseable {

    private static final int SOCKET_BUFFER_BYTES = 8 * 1024 * 1024;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_NAME = 16;

    private final String user;
    private final Native calls = new Native();
    private final int fd;

    /**
     * Opens a socket that receives nothing before {@link #bind}.
     *
     * @param user what errors call it
     * @throws IOException with what to do, if the process lacks CAP_NET_RAW
     */
    PacketSocket(String user) throws IOException {
        this.user = user;
        try {
            fd = calls.socket(Native.AF_PACKET, Native.SOCK_RAW | Native.SOCK_NONBLOCK | Native.SOCK_CLOEXEC, 0);
        } catch (IOException e) {
            calls.close();
            throw new IOException(
                    "cannot open a raw socket on \"" + user + "\" (" + e.getMessage()
                            + "); run as root or in a user namespace of your own",
                    e);
        }
    }

    int fd() {
        return fd;
    }

    Native calls() {
        return calls;
    }

    /** The number of the interface that the socket is called after; an IOException if there is none. */
    int interfaceIndex() throws IOException {
        int index = calls.interfaceIndex(user);
        if (index == 0) {
            throw new IOException("there is no network interface \"" + user + "\"; `ip link` lists them");
        }
        return index;
    }

    /** Longest payload that the interface carries. */
    int mtu() throws IOException {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment request = local.allocate(IFREQ_BYTES, 8);
            byte[] name = user.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(name, 0, request, JAVA_BYTE, 0, Math.min(name.length, IFREQ_NAME - 1));
            calls.ioctl(fd, Native.SIOCGIFMTU, request);
            return request.get(JAVA_INT, IFREQ_NAME);
        }
    }

    /** setsockopt(2) of an int. */
    void set(int level, int option, String name, int value) throws IOException {
        try (Arena local = Arena.ofConfined()) {
            int result = calls.setsockopt(fd, level, option, local.allocateFrom(JAVA_INT, value));
            if (result < 0) {
                throw new IOException("cannot set " + name + " on \"" + user + "\": errno " + -result);
            }
        }
    }

    /** Asks for a large buffer: past the system's limit where the process may, up to it elsewhere. */
    void enlarge(int forced, int limited, String name) throws IOException {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment size = local.allocateFrom(JAVA_INT, SOCKET_BUFFER_BYTES);
            if (calls.setsockopt(fd, Native.SOL_SOCKET, forced, size) < 0) {
                set(Native.SOL_SOCKET, limited, name, SOCKET_BUFFER_BYTES);
            }
        }
    }

    /** Receives from now on every frame that arrives on the interface, whatever its destination, and none that leaves. */
    void bind(int interfaceIndex) throws IOException {
        set(Native.SOL_PACKET, Native.PACKET_IGNORE_OUTGOING, "PACKET_IGNORE_OUTGOING", 1);
        try (Arena local = Arena.ofConfined()) {
            // struct packet_mreq: ifindex, type, address length, address.
            MemorySegment membership = local.allocate(16, 4);
            membership.set(JAVA_INT, 0, interfaceIndex);
            membership.set(JAVA_SHORT, 4, (short) Native.PACKET_MR_PROMISC);
            int result = calls.setsockopt(fd, Native.SOL_PACKET, Native.PACKET_ADD_MEMBERSHIP, membership);
            if (result < 0) {
                throw new IOException("cannot set promiscuous mode on \"" + user + "\": errno " + -result);
            }
            // struct sockaddr_ll: family, protocol in network byte order, ifindex; the rest does not matter to bind.
            MemorySegment address = local.allocate(20, 4);
            address.set(JAVA_SHORT, 0, (short) Native.AF_PACKET);
            address.set(JAVA_BYTE, 3, (byte) Native.ETH_P_ALL);
            address.set(JAVA_INT, 4, interfaceIndex);
            calls.bind(fd, address);
        }
    }

    @Override
    public void close() {
        calls.close(fd);
        calls.close();
    }
}
