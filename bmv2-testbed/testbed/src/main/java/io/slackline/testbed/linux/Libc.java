package io.slackline.testbed.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slackline.common.SlacklineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's functions, one for one, through the FFM API. File descriptors are plain ints owned by the caller.
 * All methods are thread-safe; a failing call throws a {@link SlacklineException} that names the call and the errno.
 */
public final class Libc {
    public static final int CLONE_NEWNET = 0x40000000;
    /** Numbers of signal(7) on x86 and ARM. */
    public static final int SIGCONT = 18;

    public static final int SIGSTOP = 19;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = ERRNO_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = JAVA_INT;

    private static final MethodHandle OPEN =
            find("open", FunctionDescriptor.of(INT, ADDRESS, INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle SETNS = find("setns", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle SOCKET = find("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle IOCTL =
            find("ioctl", FunctionDescriptor.of(INT, INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETSOCKOPT =
            find("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ADDRESS, INT));
    private static final MethodHandle RECVMSG = find("recvmsg", FunctionDescriptor.of(JAVA_LONG, INT, ADDRESS, INT));
    private static final MethodHandle IF_NAMETOINDEX = find("if_nametoindex", FunctionDescriptor.of(INT, ADDRESS));
    private static final MethodHandle KILL = find("kill", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle PRCTL = find(
            "prctl",
            FunctionDescriptor.of(INT, INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private static final MethodHandle SCHED_SETATTR = find(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private Libc() {}

    /** open(2) with the given flags (O_RDONLY is 0). */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            return check((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags), state, "open(" + path + ")");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** close(2). */
    public static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            check((int) CLOSE.invokeExact(state, fd), state, "close");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** setns(2): moves the calling thread, and the processes that it starts, into the namespace. */
    public static void setns(int fd, int type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            check((int) SETNS.invokeExact(state, fd, type), state, "setns");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** socket(2). */
    public static int socket(int domain, int type, int protocol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            return check((int) SOCKET.invokeExact(state, domain, type, protocol), state, "socket");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** ioctl(2) with a pointer argument. */
    public static void ioctl(int fd, long request, MemorySegment argument, String what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            check((int) IOCTL.invokeExact(state, fd, request, argument), state, "ioctl " + what);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** setsockopt(2) with a value of {@code value.byteSize()} bytes. */
    public static void setsockopt(int fd, int level, int option, MemorySegment value, String what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            int result = (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize());
            check(result, state, "setsockopt " + what);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** recvmsg(2): the bytes received, or −1 when the receive timeout passed or a signal came (EAGAIN, EINTR). */
    public static long recvmsg(int fd, MemorySegment message, int flags, MemorySegment errnoState) {
        try {
            long received = (long) RECVMSG.invokeExact(errnoState, fd, message, flags);
            if (received >= 0) {
                return received;
            }
            int errno = (int) ERRNO.get(errnoState, 0L);
            if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
                return -1;
            }
            throw failed("recvmsg", errno);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Memory for the errno of {@link #recvmsg}, kept by the caller so that the call allocates nothing. */
    public static MemorySegment errnoState(Arena arena) {
        return arena.allocate(ERRNO_STATE);
    }

    /** if_nametoindex(3), in the calling thread's network namespace. */
    public static int interfaceIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            int index = (int) IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name));
            if (index == 0) {
                throw failed("if_nametoindex(" + name + ")", (int) ERRNO.get(state, 0L));
            }
            return index;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** kill(2). */
    public static void kill(long pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            check((int) KILL.invokeExact(state, (int) pid, signal), state, "kill(" + pid + ", " + signal + ")");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /**
     * prctl(2) PR_SET_TIMERSLACK: how late, in nanoseconds, the kernel may wake the calling thread from a timed wait.
     * The default of 50 µs would show as latency in an open-loop schedule.
     */
    public static void setTimerSlackNanos(long nanos) {
        final int prSetTimerSlack = 29;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            check(
                    (int) PRCTL.invokeExact(state, prSetTimerSlack, nanos, 0L, 0L, 0L),
                    state,
                    "prctl(PR_SET_TIMERSLACK)");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /**
     * sched_setattr(2) with SCHED_OTHER and a slice of this length for the calling thread and all that it starts: it then need not wait for
     * the end of another's longer slice when it wakes up. Kernels before 6.12 ignore the length; false where the call itself is refused or unknown.
     */
    public static boolean requestSlice(long nanos) {
        final long number = switch (System.getProperty("os.arch", "")) {
            case "amd64" -> 314;
            case "aarch64", "riscv64" -> 274;
            default -> -1;
        };
        final int attributeBytes = 48;
        final long runtimeOffset = 24;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_STATE);
            MemorySegment attributes = arena.allocate(attributeBytes, 8);
            attributes.set(JAVA_INT, 0, attributeBytes);
            attributes.set(JAVA_LONG, runtimeOffset, nanos);
            return (long) SCHED_SETATTR.invokeExact(state, number, 0L, attributes, 0L) == 0;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static MethodHandle find(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
    }

    private static int check(int result, MemorySegment state, String call) {
        if (result < 0) {
            throw failed(call, (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    private static SlacklineException failed(String call, int errno) {
        return new SlacklineException(
                Errno.code(errno), "%s failed: %s (errno %d)".formatted(call, Errno.name(errno), errno));
    }

    private static RuntimeException rethrown(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }
}
