package io.slackline.testbed.simulation;

import io.slackline.controller.migration.Owner;
import io.slackline.controller.time.Timekeeper;
import java.time.Duration;

/** Virtual time as the controller sees it. */
record VirtualTimekeeper(VirtualLoop loop) implements Timekeeper {
    /** Any day will do: 2026-01-01. */
    private static final long EPOCH_MICROS = 1_767_225_600_000_000L;

    @Override
    public long micros() {
        return EPOCH_MICROS + loop.now() / 1_000;
    }

    @Override
    public long nanos() {
        return loop.now();
    }

    @Override
    public void after(Duration delay, Runnable task) {
        loop.after(delay.toNanos(), task);
    }

    /** The thread of a migration: the only one that there is. */
    Owner owner() {
        return new Owner() {
            @Override
            public void execute(Runnable task) {
                loop.execute(task);
            }

            @Override
            public void close() {}
        };
    }
}
