package io.slackline.p4switch.impair;

import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames that wait, and the thread that lets them go, those of the same moment in the order in which they came. Thread-safe. */
final class DelayLine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DelayLine.class);

    /** About 100 MB of full frames; a queue that long is a mistake in the figures. */
    private static final int CAPACITY = 1 << 16;

    private final DelayQueue<Waiting> waiting = new DelayQueue<>();
    private final AtomicLong count = new AtomicLong();
    private final Thread thread;

    DelayLine() {
        thread = Thread.ofPlatform().name("delayed-packets").daemon().start(this::run);
    }

    /** False when the line is full. The frame belongs to the line from now on. */
    boolean add(byte[] frame, long delayNanos, FrameSink sink) {
        return waiting.size() < CAPACITY
                && waiting.add(new Waiting(System.nanoTime() + delayNanos, count.getAndIncrement(), frame, sink));
    }

    private void run() {
        try {
            while (true) {
                Waiting next = waiting.take();
                try {
                    next.sink().accept(next.frame(), 0, next.frame().length);
                } catch (RuntimeException e) {
                    log.error("a delayed packet failed", e);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** What still waits is lost. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a queue compares by time and number alone
    private record Waiting(long dueNanos, long number, byte[] frame, FrameSink sink) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Waiting that = (Waiting) other;
            int byTime = Long.compare(dueNanos - that.dueNanos, 0);
            return byTime != 0 ? byTime : Long.compare(number, that.number);
        }
    }
}
