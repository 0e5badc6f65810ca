package io.slackline.agent.sched;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Scheduling policies and signals. Stateless apart from its method handles; any thread may call it.
 *
 * <p>Sources: sched_setscheduler(2), sched_setattr(2), sched(7), kill(2), errno(3).
 */
public final class Scheduling {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    /** struct sched_attr of sched_setattr(2): its first version, and where the slice of a SCHED_OTHER thread is (kernels from 6.12). */
    private static final int ATTRIBUTES_BYTES = 48;

    private static final int SLICE_OFFSET = 24;
    private static final int POLICY_OFFSET = 4;
    /** A cpu_set_t: 1024 cores. */
    private static final int MASK_BYTES = 128;

    private static final long SHORTEST_SLICE_NANOS = 100_000;

    private final MethodHandle setScheduler;
    private final MethodHandle setAffinityCall;
    private final MethodHandle killCall;
    private final MethodHandle systemCall;
    private final MemoryLayout captured = Linker.Option.captureStateLayout();

    public Scheduling() {
        var linker = Linker.nativeLinker();
        var libc = linker.defaultLookup();
        var capture = Linker.Option.captureCallState("errno");
        setScheduler = linker.downcallHandle(
                libc.findOrThrow("sched_setscheduler"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                capture);
        setAffinityCall = linker.downcallHandle(
                libc.findOrThrow("sched_setaffinity"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                capture);
        killCall = linker.downcallHandle(
                libc.findOrThrow("kill"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                capture);
        systemCall = linker.downcallHandle(
                libc.findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                capture);
    }

    /** Policies that need no real-time priority. The numbers are those of sched.h. */
    public enum Policy {
        OTHER(0),
        IDLE(5);

        private final int number;

        Policy(int number) {
            this.number = number;
        }
    }

    /**
     * Sets the policy of one thread; 0 is the calling one (which must be a platform thread). False when the thread is gone or the kernel does
     * not permit it.
     */
    public boolean setPolicy(long tid, Policy policy) {
        try (var arena = Arena.ofConfined()) {
            var param = arena.allocate(ValueLayout.JAVA_INT);
            return (int) setScheduler.invokeExact(arena.allocate(captured), (int) tid, policy.number, param) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Asks for the shortest slice for one thread; 0 is the calling one. A thread that works for a fraction of a millisecond at a time then need not
     * wait, when it wakes up, for the end of another's slice of milliseconds, and takes no more CPU than before. A change of policy undoes it. False
     * where the kernel knows no slices of single threads (before 6.12) or the thread is not SCHED_OTHER.
     */
    public boolean requestShortSlice(long tid) {
        long getAttributes = attributesCall(315, 275);
        long setAttributes = attributesCall(314, 274);
        try (var arena = Arena.ofConfined()) {
            var errno = arena.allocate(captured);
            var attributes = arena.allocate(ATTRIBUTES_BYTES, 8);
            long size = ATTRIBUTES_BYTES;
            boolean read = (long) systemCall.invokeExact(errno, getAttributes, tid, attributes, size, 0L) == 0;
            boolean ordinary = attributes.get(ValueLayout.JAVA_INT, POLICY_OFFSET) == Policy.OTHER.number;
            boolean known = attributes.get(ValueLayout.JAVA_LONG, SLICE_OFFSET) != 0;
            if (!read || !ordinary || !known) {
                return false;
            }
            attributes.set(ValueLayout.JAVA_LONG, SLICE_OFFSET, SHORTEST_SLICE_NANOS);
            return (long) systemCall.invokeExact(errno, setAttributes, tid, attributes, 0L, 0L) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The numbers of sched_setattr and sched_getattr, which many C libraries do not wrap; on other machines an invalid one. */
    private static long attributesCall(long amd64, long generic) {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64" -> amd64;
            case "aarch64", "riscv64" -> generic;
            default -> -1;
        };
    }

    /**
     * Whether a thread that went to {@link Policy#IDLE} may come back: sched(7) demands CAP_SYS_NICE or a matching RLIMIT_NICE, which a user
     * namespace does not give.
     */
    public boolean canLeaveIdle() {
        var back = new AtomicBoolean();
        var probe =
                new Thread(() -> back.set(setPolicy(0, Policy.IDLE) && setPolicy(0, Policy.OTHER)), "scheduling-probe");
        probe.start();
        try {
            probe.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return back.get();
    }

    /**
     * Lets a thread, and those that it starts from now on, run on these cores only; of a process, its first thread. False when it is gone or has no
     * such cores. Source: sched_setaffinity(2).
     */
    public boolean setAffinity(long tid, List<Integer> cores) {
        try (var arena = Arena.ofConfined()) {
            var mask = arena.allocate(MASK_BYTES, 8);
            for (int core : cores) {
                long word = mask.getAtIndex(ValueLayout.JAVA_LONG, core / Long.SIZE);
                mask.setAtIndex(ValueLayout.JAVA_LONG, core / Long.SIZE, word | 1L << core % Long.SIZE);
            }
            return (int) setAffinityCall.invokeExact(arena.allocate(captured), (int) tid, (long) MASK_BYTES, mask) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Ends a whole process group at once; true when there was one. */
    public boolean killGroup(long processGroup) {
        return signal(-processGroup, SIGKILL);
    }

    /** Asks a whole process group to end; true when there was one. */
    public boolean terminateGroup(long processGroup) {
        return signal(-processGroup, SIGTERM);
    }

    /** Halts a whole process group; true when there was one. */
    public boolean stopGroup(long processGroup) {
        return signal(-processGroup, SIGSTOP);
    }

    /** Lets a halted process group go on; true when there was one. */
    public boolean continueGroup(long processGroup) {
        return signal(-processGroup, SIGCONT);
    }

    private boolean signal(long pid, int number) {
        try (var arena = Arena.ofConfined()) {
            return (int) killCall.invokeExact(arena.allocate(captured), (int) pid, number) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
