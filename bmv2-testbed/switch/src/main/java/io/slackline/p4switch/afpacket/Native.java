package io.slackline.p4switch.afpacket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls that ports need. Each method is the call of that name; a failure becomes an {@link IOException} with the errno, or its
 * negative value where the caller must tell cases apart.
 *
 * <p>The instance keeps one buffer for errno, so it serves one thread; every loop has its own.
 */
final class Native implements AutoCloseable {

    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int ETH_P_ALL = 3;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SOL_PACKET = 263;
    static final int PACKET_ADD_MEMBERSHIP = 1;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_AUXDATA = 8;
    static final int PACKET_VNET_HDR = 15;
    static final int PACKET_IGNORE_OUTGOING = 23;
    static final int PACKET_MR_PROMISC = 1;
    static final int PACKET_RX_RING = 5;
    static final int PACKET_COPY_THRESH = 7;
    static final int PACKET_VERSION = 10;
    static final int TPACKET_V2 = 1;
    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;
    static final long SIOCGIFMTU = 0x8921;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_TRUNC = 0x20;
    static final short POLLIN = 1;
    static final int EFD_NONBLOCK = 0x800;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int ENODEV = 19;
    static final int EMSGSIZE = 90;
    static final int ENETDOWN = 100;
    static final int ENOBUFS = 105;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_OF = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = bind("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = bind("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            bind("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            bind("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle RECVMSG = bind("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDMMSG = bind("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle POLL = bind("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MMAP =
            bind("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = bind("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle EVENTFD = bind("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE = bind("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOSE = bind("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle IF_NAMETOINDEX = bind("if_nametoindex", JAVA_INT, ADDRESS);

    /** struct sched_attr of sched_setattr(2), first version: its size, and where the slice of a SCHED_OTHER thread is. */
    private static final long SCHED_ATTR_BYTES = 48;

    private static final long SCHED_ATTR_RUNTIME = 24;
    private static final long SHORTEST_SLICE_NANOS = 100_000;

    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            ERRNO,
            Linker.Option.firstVariadicArg(1));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(STATE);

    private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters), ERRNO);
    }

    /** socket(2), packet(7). With protocol 0 nothing is received before bind. */
    int socket(int domain, int type, int protocol) throws IOException {
        try {
            return checked("socket", (int) SOCKET.invokeExact(state, domain, type, protocol));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** bind(2). */
    void bind(int fd, MemorySegment address) throws IOException {
        try {
            checked("bind", (int) BIND.invokeExact(state, fd, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** setsockopt(2); returns the negative errno on failure. */
    int setsockopt(int fd, int level, int option, MemorySegment value) {
        try {
            int result = (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize());
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** getsockopt(2). */
    void getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) throws IOException {
        try {
            checked("getsockopt", (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** recvmsg(2); returns the number of bytes, or the negative errno. */
    int recvmsg(int fd, MemorySegment header, int flags) {
        try {
            int result = (int) (long) RECVMSG.invokeExact(state, fd, header, flags);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** sendmmsg(2); returns the number of messages, or the negative errno. */
    int sendmmsg(int fd, MemorySegment headers, int count, int flags) {
        try {
            int result = (int) SENDMMSG.invokeExact(state, fd, headers, count, flags);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** poll(2); returns the number of descriptors with events, or the negative errno. */
    int poll(MemorySegment descriptors, int count, int timeoutMillis) {
        try {
            int result = (int) POLL.invokeExact(state, descriptors, (long) count, timeoutMillis);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** mmap(2) of a socket's ring, shared, for reading and writing. */
    MemorySegment mmap(int fd, long bytes) throws IOException {
        try {
            MemorySegment address = (MemorySegment)
                    MMAP.invokeExact(state, MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
            if (address.address() == -1) {
                throw new IOException("mmap failed with errno " + errno());
            }
            return address.reinterpret(bytes);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** munmap(2). */
    void munmap(MemorySegment mapped) {
        try {
            int ignored = (int) MUNMAP.invokeExact(state, mapped, mapped.byteSize());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** ioctl(2) with a pointer argument. */
    void ioctl(int fd, long request, MemorySegment argument) throws IOException {
        try {
            checked("ioctl", (int) IOCTL.invokeExact(state, fd, request, argument));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** eventfd(2). */
    int eventfd() throws IOException {
        try {
            return checked("eventfd", (int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK | EFD_CLOEXEC));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** write(2). */
    void write(int fd, MemorySegment bytes) throws IOException {
        try {
            checked("write", (int) (long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize()));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** close(2). */
    void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(state, fd);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** if_nametoindex(3); 0 if there is no such interface. */
    int interfaceIndex(String name) {
        try (Arena local = Arena.ofConfined()) {
            return (int) IF_NAMETOINDEX.invokeExact(state, local.allocateFrom(name));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private int errno() {
        return (int) ERRNO_OF.get(state, 0L);
    }

    private int checked(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with errno " + errno());
        }
        return result;
    }

    private static IOException rethrown(Throwable e) {
        return e instanceof IOException io ? io : new IOException(e);
    }

    @Override
    public void close() {
        arena.close();
    }

    /**
     * Asks for the shortest slice for the calling thread, sched_setattr(2): a thread that runs for microseconds at a time then need not wait, when a
     * packet wakes it, for the end of another's slice of milliseconds. Kernels before 6.12 have no slices of single threads; nothing is changed there.
     */
    void requestShortSlice() {
        long number = switch (System.getProperty("os.arch", "")) {
            case "amd64" -> 314;
            case "aarch64", "riscv64" -> 274;
            default -> -1;
        };
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment attributes = scratch.allocate(SCHED_ATTR_BYTES, Long.BYTES);
            long read = (long) SYSCALL.invokeExact(state, number + 1, 0L, attributes, SCHED_ATTR_BYTES, 0L);
            if (read == 0 && attributes.get(JAVA_LONG, SCHED_ATTR_RUNTIME) != 0) {
                attributes.set(JAVA_LONG, SCHED_ATTR_RUNTIME, SHORTEST_SLICE_NANOS);
                long _ = (long) SYSCALL.invokeExact(state, number, 0L, attributes, 0L, 0L);
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
