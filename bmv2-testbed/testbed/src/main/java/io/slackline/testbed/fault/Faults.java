package io.slackline.testbed.fault;

import java.util.ArrayDeque;
import java.util.Deque;

/** The faults of one run; at its end all that are left are healed, the latest first. Thread-safe. */
public final class Faults implements AutoCloseable {
    private final FaultTarget target;
    private final Deque<Injected> injected = new ArrayDeque<>();

    public Faults(FaultTarget target) {
        this.target = target;
    }

    /** Makes it go wrong; the caller may heal it any time. */
    public synchronized Injected inject(Fault fault) {
        Injected one = fault.inject(target);
        injected.push(one);
        return one;
    }

    /** Heals all, even when healing one fails: the first failure is thrown at the end, with the others attached. */
    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        while (!injected.isEmpty()) {
            try {
                injected.pop().heal();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
