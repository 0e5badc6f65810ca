package io.slackline.controller.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A reader's own bounded queue; when it is full the oldest value gives way. */
public final class Subscription<T> implements AutoCloseable {
    private final int capacity;
    private final Consumer<Subscription<T>> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<T> queue = new ArrayDeque<>();
    private long lost;
    private boolean closed;

    Subscription(int capacity, Consumer<Subscription<T>> onClose) {
        this.capacity = capacity;
        this.onClose = onClose;
    }

    void offer(T value) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (queue.size() == capacity) {
                queue.removeFirst();
                lost++;
            }
            queue.addLast(value);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next value; empty once closed. */
    public Optional<T> take() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.await();
            }
            return closed ? Optional.empty() : Optional.of(queue.removeFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Values that gave way. */
    public long lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the reader. Closing twice is harmless. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }
}
