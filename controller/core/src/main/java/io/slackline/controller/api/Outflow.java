package io.slackline.controller.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answers of a streaming call, written by a virtual thread of their own at the pace of the reader: nothing is buffered for it beyond what the
 * transport takes.
 */
final class Outflow<T> {
    private final ServerCallStreamObserver<T> call;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cancelled;

    private Outflow(ServerCallStreamObserver<T> call) {
        this.call = call;
    }

    /** What the thread does; when it returns the call is complete. */
    interface Writer<T> {
        void write(Outflow<T> out) throws Exception;
    }

    /**
     * To be called by the handler itself. {@code onCancel} runs when the reader has gone; it must not block.
     */
    static <T> void start(String name, StreamObserver<T> observer, Runnable onCancel, Writer<T> writer) {
        var call = (ServerCallStreamObserver<T>) observer;
        var out = new Outflow<>(call);
        call.setOnReadyHandler(out::wake);
        call.setOnCancelHandler(() -> {
            out.cancel();
            onCancel.run();
        });
        Thread.ofVirtual().name(name).start(() -> out.run(writer));
    }

    private void run(Writer<T> writer) {
        try {
            writer.write(this);
            if (!isCancelled()) {
                call.onCompleted();
            }
        } catch (Exception failed) {
            if (!isCancelled()) {
                call.onError(Calls.status(failed));
            }
        }
    }

    /** Waits until the reader can take it; false when the reader has gone. */
    boolean send(T message) throws InterruptedException {
        lock.lock();
        try {
            while (!call.isReady() && !cancelled) {
                changed.await();
            }
            if (cancelled) {
                return false;
            }
            call.onNext(message);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Drops the message when the reader cannot take it now; false when the reader has gone. */
    boolean offer(T message) {
        lock.lock();
        try {
            if (!cancelled && call.isReady()) {
                call.onNext(message);
            }
            return !cancelled;
        } finally {
            lock.unlock();
        }
    }

    /** False as soon as the reader has gone. */
    boolean pause(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (left > 0 && !cancelled) {
                left = changed.awaitNanos(left);
            }
            return !cancelled;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    private void cancel() {
        lock.lock();
        try {
            cancelled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
