package io.slackline.p4switch.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p4.v1.StreamMessageResponse;

/**
 * What waits to be sent on one stream. Nobody who puts something in ever waits: a client that does not read loses packets, digests
 * and error messages, which are counted, and when even arbitration updates pile up, its stream is ended.
 *
 * <p>A virtual thread of its own is the only one that touches the stream: it takes out one message after the other while the
 * transport accepts them, and ends the stream. Messages are built there, not on the thread that moves packets.
 */
final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private final ServerCallStreamObserver<StreamMessageResponse> stream;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Supplier<StreamMessageResponse>> queue = new ArrayDeque<>();
    private final AtomicLong dropped = new AtomicLong();
    private boolean closed;
    private @Nullable StatusRuntimeException failure;

    /**
     * Opens one. Called from within the call that opens the stream, while its handlers can still be set.
     *
     * @param capacity messages that may wait, and as many again of those that must not be lost
     */
    Outbox(ServerCallStreamObserver<StreamMessageResponse> stream, int capacity) {
        this.stream = stream;
        this.capacity = capacity;
        stream.setOnReadyHandler(this::signal);
    }

    void start(String name) {
        Thread.ofVirtual().name(name).start(this::run);
    }

    /** Sends a message if there is a place for it. Any thread; does not wait. */
    void offer(Supplier<StreamMessageResponse> message) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (queue.size() >= capacity) {
                dropped.incrementAndGet();
                return;
            }
            queue.add(message);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends a message that must not be lost. Any thread; does not wait. */
    void put(StreamMessageResponse message) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (queue.size() >= 2 * capacity) {
                end(Optional.of(Status.RESOURCE_EXHAUSTED
                        .withDescription("the client does not read its stream: " + queue.size() + " messages wait")
                        .asRuntimeException()));
                return;
            }
            queue.add(() -> message);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Messages that found no place so far. */
    long dropped() {
        return dropped.get();
    }

    /** Ends the stream, with an error or in peace; what still waits is dropped. */
    void close(Optional<StatusRuntimeException> error) {
        lock.lock();
        try {
            if (!closed) {
                end(error);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(Optional<StatusRuntimeException> error) {
        closed = true;
        failure = error.orElse(null);
        queue.clear();
        changed.signal();
    }

    private void signal() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (var next = take(); next != null; next = take()) {
                send(next);
            }
            if (failure == null) {
                stream.onCompleted();
            } else {
                stream.onError(failure);
            }
        } catch (IllegalStateException | StatusRuntimeException gone) {
            log.debug("the stream was gone before its end could be told: {}", gone.getMessage());
        }
    }

    private void send(Supplier<StreamMessageResponse> next) {
        StreamMessageResponse message;
        try {
            message = next.get();
        } catch (TargetException e) {
            log.warn("dropped a message that cannot be told to controllers: {}", e.getMessage());
            return;
        }
        stream.onNext(message);
    }

    private @Nullable Supplier<StreamMessageResponse> take() {
        lock.lock();
        try {
            while (!closed && (queue.isEmpty() || !stream.isReady())) {
                changed.awaitUninterruptibly();
            }
            return closed ? null : queue.remove();
        } finally {
            lock.unlock();
        }
    }
}
