package io.slackline.testbed.fault;

import java.util.concurrent.atomic.AtomicBoolean;

/** A fault in effect. Thread-safe. */
public final class Injected implements AutoCloseable {
    /** For faults that are over as soon as they have happened. */
    static final Runnable NOTHING_TO_HEAL = () -> {};

    private final Fault fault;
    private final Runnable healing;
    private final AtomicBoolean healed = new AtomicBoolean();

    Injected(Fault fault, Runnable healing) {
        this.fault = fault;
        this.healing = healing;
    }

    public Fault fault() {
        return fault;
    }

    /** Makes it good again; from the second call on nothing happens. */
    public void heal() {
        if (healed.compareAndSet(false, true)) {
            healing.run();
        }
    }

    @Override
    public void close() {
        heal();
    }
}
