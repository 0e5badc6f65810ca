package io.slackline.agent.ethtool;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes the coalescing parameters of devices in this process's network namespace. Stateless apart from its method handles; any
 * thread may call it. Writing needs CAP_NET_ADMIN.
 *
 * <p>Sources: netdevice(7), ioctl(2), ethtool(8), and {@code struct ethtool_coalesce} in linux/ethtool.h, which is 23 numbers of 32 bits.
 */
public final class Coalescing {
    /** A parameter, by its position in the structure. */
    public enum Parameter {
        RX_USECS(1),
        RX_FRAMES(2),
        ADAPTIVE_RX(10);

        private final int position;

        Parameter(int position) {
            this.position = position;
        }
    }

    private static final long SIOCETHTOOL = 0x8946;
    private static final int GET = 0x0e;
    private static final int SET = 0x0f;
    private static final int NUMBERS = 23;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    /** struct ifreq: the name, then a union that holds the pointer. */
    private static final int REQUEST_BYTES = 40;

    private static final int NAME_BYTES = 16;

    private final MethodHandle socket;
    private final MethodHandle ioctl;
    private final MethodHandle close;
    private final MethodHandle strerror;
    private final MemoryLayout captured = Linker.Option.captureStateLayout();
    private final VarHandle errno = captured.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    public Coalescing() {
        var linker = Linker.nativeLinker();
        var libc = linker.defaultLookup();
        var capture = Linker.Option.captureCallState("errno");
        socket = linker.downcallHandle(
                libc.findOrThrow("socket"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                capture);
        ioctl = linker.downcallHandle(
                libc.findOrThrow("ioctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2),
                capture);
        close = linker.downcallHandle(
                libc.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        strerror = linker.downcallHandle(
                libc.findOrThrow("strerror"), FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    }

    /** Throws IOException: there is no such device, or it has no coalescing. */
    public long get(String device, Parameter parameter) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var parameters = parameters(arena);
            call(arena, device, parameters, GET);
            return Integer.toUnsignedLong(parameters.getAtIndex(ValueLayout.JAVA_INT, parameter.position));
        }
    }

    /** Changes one parameter and leaves the others. Throws IOException: not permitted, or the driver cannot do that. */
    public void set(String device, Parameter parameter, long value) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var parameters = parameters(arena);
            call(arena, device, parameters, GET);
            parameters.setAtIndex(ValueLayout.JAVA_INT, parameter.position, (int) value);
            call(arena, device, parameters, SET);
        }
    }

    private static MemorySegment parameters(Arena arena) {
        return arena.allocate(ValueLayout.JAVA_INT, NUMBERS);
    }

    private void call(Arena arena, String device, MemorySegment parameters, int command) throws IOException {
        var name = device.getBytes(StandardCharsets.US_ASCII);
        if (name.length == 0 || name.length >= NAME_BYTES) {
            throw new IOException("\"" + device + "\" is no name of a network device");
        }
        parameters.setAtIndex(ValueLayout.JAVA_INT, 0, command);
        var request = arena.allocate(REQUEST_BYTES, 8);
        MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, 0, name.length);
        request.set(ValueLayout.ADDRESS, NAME_BYTES, parameters);
        var failure = arena.allocate(captured);
        try {
            int fd = (int) socket.invokeExact(failure, AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            if (fd < 0) {
                throw failed(device, "socket", (int) errno.get(failure, 0L));
            }
            try {
                if ((int) ioctl.invokeExact(failure, fd, SIOCETHTOOL, request) < 0) {
                    throw failed(device, command == GET ? "reading" : "writing", (int) errno.get(failure, 0L));
                }
            } finally {
                int _ = (int) close.invokeExact(fd);
            }
        } catch (IOException told) {
            throw told;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private IOException failed(String device, String what, int number) throws Throwable {
        var text = (MemorySegment) strerror.invokeExact(number);
        return new IOException(what + " interrupt coalescing of " + device + ": "
                + text.reinterpret(256).getString(0));
    }
}
