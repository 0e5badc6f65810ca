package io.slackline.agent.sched;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Scheduling policies and signals. Stateless apart from its method handles; any thread may call it.
 *
 * <p>Sources: sched_setscheduler(2), sched(7), kill(2), errno(3).
 */
public final class Scheduling {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private final MethodHandle setScheduler;
    private final MethodHandle killCall;
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
        killCall = linker.downcallHandle(
                libc.findOrThrow("kill"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
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

    /** Ends a whole process group at once; true when there was one. */
    public boolean killGroup(long processGroup) {
        return signal(-processGroup, SIGKILL);
    }

    /** Asks a whole process group to end; true when there was one. */
    public boolean terminateGroup(long processGroup) {
        return signal(-processGroup, SIGTERM);
    }

    private boolean signal(long pid, int number) {
        try (var arena = Arena.ofConfined()) {
            return (int) killCall.invokeExact(arena.allocate(captured), (int) pid, number) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
