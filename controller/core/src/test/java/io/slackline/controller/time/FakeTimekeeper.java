package io.slackline.controller.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Stands still until it is moved; timers run on the thread that moves it. */
public final class FakeTimekeeper implements Timekeeper {
    private static final long EPOCH_MICROS = 1_700_000_000_000_000L;

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::order));
    private long nanos;
    private long wallClockOffsetMicros;
    private long order;

    @Override
    public long micros() {
        return EPOCH_MICROS + wallClockOffsetMicros + nanos / 1000;
    }

    /** Somebody sets the clock of the wall: so far from where it would be. */
    public void setWallClock(Duration offset) {
        wallClockOffsetMicros = offset.toNanos() / 1000;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(nanos + delay.toNanos(), order++, task));
    }

    /** Runs all timers that become due, each at its time. */
    public void advance(Duration by) {
        long until = nanos + by.toNanos();
        while (!timers.isEmpty() && timers.peek().dueNanos() <= until) {
            var timer = timers.remove();
            nanos = Math.max(nanos, timer.dueNanos());
            timer.task().run();
        }
        nanos = until;
    }

    /** Who asked for them has died. */
    public void forgetTimers() {
        timers.clear();
    }

    private record Timer(long dueNanos, long order, Runnable task) {}
}
