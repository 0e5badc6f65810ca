package io.slackline.agent.sched;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;

/**
 * CPU time of processes. Asked of the kernel directly, because reading {@code /proc} ten times a second is dear: while a process ends, the kernel drops
 * its entries there, and waits for everybody who looks at them. Stateless apart from its method handles; any thread may call it.
 *
 * <p>Sources: clock_getcpuclockid(3), clock_gettime(2).
 */
public final class CpuClock {
    private static final MemoryLayout TIMESPEC =
            MemoryLayout.structLayout(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int THREAD_CLOCK = 3;

    private final MethodHandle clockOf;
    private final MethodHandle timeOf;

    public CpuClock() {
        var linker = Linker.nativeLinker();
        var libc = linker.defaultLookup();
        clockOf = linker.downcallHandle(
                libc.findOrThrow("clock_getcpuclockid"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        timeOf = linker.downcallHandle(
                libc.findOrThrow("clock_gettime"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    /** What the calling platform thread has used. */
    public long ofThisThread() {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocate(TIMESPEC);
            int failed = (int) timeOf.invokeExact(THREAD_CLOCK, time);
            if (failed != 0) {
                throw new IllegalStateException("clock_gettime(CLOCK_THREAD_CPUTIME_ID)");
            }
            return nanos(time);
        } catch (IllegalStateException refused) {
            throw refused;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** What all threads of the process have used, those that ended included; empty when it is gone. */
    public OptionalLong nanos(long pid) {
        try (var arena = Arena.ofConfined()) {
            var clock = arena.allocate(ValueLayout.JAVA_INT);
            var time = arena.allocate(TIMESPEC);
            if ((int) clockOf.invokeExact((int) pid, clock) != 0
                    || (int) timeOf.invokeExact(clock.get(ValueLayout.JAVA_INT, 0), time) != 0) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(nanos(time));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static long nanos(MemorySegment time) {
        return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}
