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
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of a packet loop that allocate nothing: each object has memory for the errno of its calls and belongs to one thread at a time.
 * Results below zero are negative errnos, which the loop tells apart itself.
 */
public final class PacketCalls implements AutoCloseable {
    public static final int EINTR = Errno.EINTR;
    public static final int EAGAIN = Errno.EAGAIN;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle BIND = find("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle POLL =
            find("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle RECVMMSG =
            find("recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle SENDMMSG =
            find("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle NANOSLEEP =
            find("clock_nanosleep", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle CLOCK = find("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle AFFINITY =
            find("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle SCHEDULER =
            find("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle GETSOCKOPT =
            find("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int TIMER_ABSTIME = 1;
    private static final long NANOS = 1_000_000_000L;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(STATE);
    private final MemorySegment time = arena.allocate(16, 8);

    /** bind(2). */
    public void bind(int fd, MemorySegment address) {
        int result;
        try {
            result = (int) BIND.invokeExact(state, fd, address, (int) address.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
        if (result < 0) {
            throw failed("bind");
        }
    }

    /** ppoll(2) with a limit in nanoseconds; the number of descriptors with events, or the negative errno. */
    public int poll(MemorySegment descriptors, long count, long limitNanos) {
        setTime(limitNanos);
        try {
            int result = (int) POLL.invokeExact(state, descriptors, count, time, MemorySegment.NULL);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** recvmmsg(2) without a time limit; the number of messages, or the negative errno. */
    public int recvmmsg(int fd, MemorySegment headers, int count, int flags) {
        try {
            int result = (int) RECVMMSG.invokeExact(state, fd, headers, count, flags, MemorySegment.NULL);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** sendmmsg(2); the number of messages, or the negative errno. */
    public int sendmmsg(int fd, MemorySegment headers, int count, int flags) {
        try {
            int result = (int) SENDMMSG.invokeExact(state, fd, headers, count, flags);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** clock_nanosleep(2) until an instant of {@link System#nanoTime}, which is the monotonic clock; a signal ends it early. */
    public void sleepUntil(long monotonicNanos) {
        setTime(monotonicNanos);
        try {
            int interrupted =
                    (int) NANOSLEEP.invokeExact(state, CLOCK_MONOTONIC, TIMER_ABSTIME, time, MemorySegment.NULL);
            assert interrupted == 0 || interrupted == EINTR;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** clock_gettime(2) of the clock that packets are stamped with, in nanoseconds since 1970. */
    public long realTimeNanos() {
        try {
            int failed = (int) CLOCK.invokeExact(state, CLOCK_REALTIME, time);
            assert failed == 0;
            return time.get(JAVA_LONG, 0) * NANOS + time.get(JAVA_LONG, 8);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** sched_setaffinity(2): the calling thread runs on this core (0 to 63) alone. */
    public void pinTo(int core) {
        int result;
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment mask = scratch.allocateFrom(JAVA_LONG, 1L << core);
            result = (int) AFFINITY.invokeExact(state, 0, mask.byteSize(), mask);
        } catch (Throwable e) {
            throw impossible(e);
        }
        if (result < 0) {
            throw failed("sched_setaffinity to core " + core);
        }
    }

    /**
     * sched_setscheduler(2): the calling thread goes before all normal ones (SCHED_FIFO with this priority, 1 to 99).
     *
     * @return false where this process may not: it lacks CAP_SYS_NICE, or its control group has no real-time share
     */
    public boolean goFirst(int priority) {
        final int schedFifo = 1;
        try (Arena scratch = Arena.ofConfined()) {
            return (int) SCHEDULER.invokeExact(state, 0, schedFifo, scratch.allocateFrom(JAVA_INT, priority)) == 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** getsockopt(2) of PACKET_STATISTICS, see packet(7): frames that the socket had no room for since the last call. */
    public long overruns(int fd) {
        final int solPacket = 263;
        final int packetStatistics = 6;
        int result;
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment statistics = scratch.allocate(8, 4);
            MemorySegment length = scratch.allocateFrom(JAVA_INT, 8);
            result = (int) GETSOCKOPT.invokeExact(state, fd, solPacket, packetStatistics, statistics, length);
            if (result == 0) {
                return Integer.toUnsignedLong(statistics.get(JAVA_INT, 4));
            }
        } catch (Throwable e) {
            throw impossible(e);
        }
        throw failed("getsockopt PACKET_STATISTICS");
    }

    private void setTime(long nanos) {
        time.set(JAVA_LONG, 0, nanos / NANOS);
        time.set(JAVA_LONG, 8, nanos % NANOS);
    }

    private int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    private SlacklineException failed(String call) {
        int errno = errno();
        return new SlacklineException(
                Errno.code(errno), "%s failed: %s (errno %d)".formatted(call, Errno.name(errno), errno));
    }

    private static IllegalStateException impossible(Throwable e) {
        return new IllegalStateException(e);
    }

    private static MethodHandle find(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, CAPTURE);
    }

    @Override
    public void close() {
        arena.close();
    }
}
