package io.slackline.testbed.fault;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.linux.Libc;
import io.slackline.testbed.netns.Namespace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Listens on the wire, through a packet(7) socket without link-layer headers. */
final class Overheard {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int ETH_P_IP_NETWORK_ORDER = 0x0008;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long TIMEOUT_SECONDS = 1;
    private static final int ATTEMPTS = 10_000;
    private static final int PACKET_BYTES = 256;
    private static final int MSGHDR_BYTES = 56;

    private static final int UDP = 17;
    private static final int UDP_BYTES = 8;
    private static final int REPORT_PORT = 9560;

    private Overheard() {}

    /** The payload of the next slack report that arrives in the namespace from this address. Errors: DEADLINE_EXCEEDED when none does. */
    static byte[] report(Namespace where, String sourceIp) {
        return where.call(() -> {
            int socket = Libc.socket(AF_PACKET, SOCK_DGRAM, ETH_P_IP_NETWORK_ORDER);
            try (Arena arena = Arena.ofConfined()) {
                return listen(socket, InetAddress.getByName(sourceIp).getAddress(), arena);
            } catch (UnknownHostException e) {
                throw new SlacklineException(Code.INVALID_ARGUMENT, "not an address: " + sourceIp, e);
            } finally {
                Libc.close(socket);
            }
        });
    }

    private static byte[] listen(int socket, byte[] source, Arena arena) {
        Libc.setsockopt(
                socket,
                SOL_SOCKET,
                SO_RCVTIMEO,
                arena.allocateFrom(ValueLayout.JAVA_LONG, TIMEOUT_SECONDS, 0L),
                "receive timeout");
        MemorySegment packet = arena.allocate(PACKET_BYTES, 8);
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.ADDRESS, 0, packet);
        vector.set(ValueLayout.JAVA_LONG, 8, PACKET_BYTES);
        MemorySegment message = arena.allocate(MSGHDR_BYTES, 8);
        message.set(ValueLayout.ADDRESS, 16, vector);
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        MemorySegment errno = Libc.errnoState(arena);
        for (int i = 0; i < ATTEMPTS; i++) {
            long length = Libc.recvmsg(socket, message, 0, errno);
            if (length < 0) {
                break;
            }
            byte[] bytes = packet.asSlice(0, Math.min(length, PACKET_BYTES)).toArray(ValueLayout.JAVA_BYTE);
            int transport = (bytes[0] & 0xf) * 4;
            boolean report = bytes.length > transport + UDP_BYTES
                    && bytes[9] == UDP
                    && Arrays.equals(bytes, 12, 16, source, 0, 4)
                    && Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(transport + 2)) == REPORT_PORT;
            if (report) {
                return Arrays.copyOfRange(bytes, transport + UDP_BYTES, bytes.length);
            }
        }
        throw new SlacklineException(
                Code.DEADLINE_EXCEEDED, "no slack report was heard from " + Arrays.toString(source));
    }
}
