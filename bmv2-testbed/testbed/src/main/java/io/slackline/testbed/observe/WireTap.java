package io.slackline.testbed.observe;

import io.slackline.testbed.linux.Libc;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.Host;
import io.slackline.testbed.topology.Topology.SwitchHost;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One packet(7) socket on all interfaces of the switch's namespace, behind a classic BPF filter that passes in-band reports and
 * packets that begin a request. Sees both directions, because a packet socket does. Starts at construction, on a thread of its own.
 */
public final class WireTap implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ETH_P_ALL_NETWORK_ORDER = 0x0300;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
    private static final int PACKET_BYTES = 256;
    private static final int MSGHDR_BYTES = 56;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int CONTROL_BYTES = 64;
    /** Of cmsg(3): the header of 16 bytes goes before the struct timespec. */
    private static final int TIMESPEC_OFFSET = 16;

    private static final int PACKET_OUTGOING = 4;
    private static final long TIMEOUT_MICROS = 50_000;

    private final Map<Integer, Integer> portByInterface = new HashMap<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private final int socket;
    private final Thread thread;
    private volatile boolean closing;

    public WireTap(Topology topology) {
        SwitchHost device = topology.switches().getFirst();
        this.socket = device.namespace().call(() -> {
            for (Host host : topology.hostsOf(device)) {
                portByInterface.put(Libc.interfaceIndex(host.switchInterface()), host.port());
            }
            return Libc.socket(AF_PACKET, SOCK_RAW, ETH_P_ALL_NETWORK_ORDER);
        });
        configure();
        this.thread = Thread.ofPlatform().name("wire-tap").daemon().start(this::receive);
    }

    private void configure() {
        try (Arena arena = Arena.ofConfined()) {
            byte[] program = TapFilter.program();
            MemorySegment instructions = arena.allocate(program.length, 8);
            MemorySegment.copy(program, 0, instructions, ValueLayout.JAVA_BYTE, 0, program.length);
            MemorySegment filter = arena.allocate(16, 8);
            filter.set(ValueLayout.JAVA_SHORT, 0, (short) (program.length / TapFilter.INSTRUCTION_BYTES));
            filter.set(ValueLayout.ADDRESS, 8, instructions);
            Libc.setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, filter, "SO_ATTACH_FILTER");
            Libc.setsockopt(
                    socket, SOL_SOCKET, SO_TIMESTAMPNS, arena.allocateFrom(ValueLayout.JAVA_INT, 1), "time stamps");
            Libc.setsockopt(
                    socket,
                    SOL_SOCKET,
                    SO_RCVBUF,
                    arena.allocateFrom(ValueLayout.JAVA_INT, RECEIVE_BUFFER_BYTES),
                    "buffer");
            MemorySegment timeout = arena.allocateFrom(ValueLayout.JAVA_LONG, 0L, TIMEOUT_MICROS);
            Libc.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeout, "receive timeout");
        }
    }

    /** What was seen so far, by time. */
    public List<Sighting> sightings() {
        synchronized (sightings) {
            return sightings.stream()
                    .sorted(Comparator.comparingLong(Sighting::atNanos))
                    .toList();
        }
    }

    private void receive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packet = arena.allocate(PACKET_BYTES, 8);
            MemorySegment name = arena.allocate(SOCKADDR_LL_BYTES, 8);
            MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
            MemorySegment vector = arena.allocate(16, 8);
            vector.set(ValueLayout.ADDRESS, 0, packet);
            vector.set(ValueLayout.JAVA_LONG, 8, PACKET_BYTES);
            MemorySegment message = arena.allocate(MSGHDR_BYTES, 8);
            message.set(ValueLayout.ADDRESS, 0, name);
            message.set(ValueLayout.ADDRESS, 16, vector);
            message.set(ValueLayout.JAVA_LONG, 24, 1);
            message.set(ValueLayout.ADDRESS, 32, control);
            MemorySegment errno = Libc.errnoState(arena);
            while (!closing) {
                message.set(ValueLayout.JAVA_INT, 8, SOCKADDR_LL_BYTES);
                message.set(ValueLayout.JAVA_LONG, 40, CONTROL_BYTES);
                long length = Libc.recvmsg(socket, message, 0, errno);
                if (length > 0) {
                    note(packet, (int) Math.min(length, PACKET_BYTES), name, control);
                }
            }
        } finally {
            Libc.close(socket);
        }
    }

    private void note(MemorySegment packet, int length, MemorySegment name, MemorySegment control) {
        Integer port = portByInterface.get(name.get(ValueLayout.JAVA_INT, 4));
        if (port == null) {
            return;
        }
        boolean outgoing = name.get(ValueLayout.JAVA_BYTE, 10) == PACKET_OUTGOING;
        long seconds = control.get(ValueLayout.JAVA_LONG, TIMESPEC_OFFSET);
        long at = seconds * 1_000_000_000 + control.get(ValueLayout.JAVA_LONG, TIMESPEC_OFFSET + 8);
        byte[] bytes = packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        Sighting.Direction direction = outgoing ? Sighting.Direction.OUT_OF_SWITCH : Sighting.Direction.INTO_SWITCH;
        FrameReader.read(bytes, at, port, direction).ifPresent(sighting -> {
            synchronized (sightings) {
                sightings.add(sighting);
            }
        });
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
