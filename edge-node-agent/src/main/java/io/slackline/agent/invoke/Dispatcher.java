package io.slackline.agent.invoke;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Future;
import io.slackline.agent.invoke.InstancePort.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands the requests of one function to its instances, first come first served, as many at a time as the function and the node allow; the
 * others queue, boundedly and no longer than an invocation may take. Belongs to the event loop.
 */
public final class Dispatcher {
    /** Requests of one function that may wait. */
    public static final int QUEUE_LIMIT = 1024;

    /** Idle connections of an instance that may turn out to be closed before it counts as unreachable. */
    private static final int MOST_CLOSED_CONNECTIONS = 3;

    /** What the dispatcher notices about an instance; the pool says which. */
    public interface Observer {
        /** An invocation took longer than it may. */
        void hung(InstancePort instance);

        /** It takes no connections any more. */
        void unreachable(InstancePort instance);
    }

    /** Who allows requests to run and to wait. */
    public interface Gate {
        /** Whether one more may run now; what may not waits until {@link #pump} is called. */
        boolean mayBegin();

        /** Whether one more may wait, beside what the function's own queue allows. */
        boolean mayWait();

        /** One runs from now on. */
        void began();

        /**
         * It does not any more.
         *
         * @param runNanos since it began; negative when nothing was learnt of the function
         * @param initNanos of it waiting for an instance to start
         */
        void ended(long runNanos, long initNanos);

        /** One more waits, for permission or for an instance. */
        void waits();

        /** So many wait now; told after each change. */
        void waiting(int now);

        /** It was not executed and cannot wait: it is the gate's now. */
        void overflows(Exchange exchange, String why);
    }

    /** An instance that takes requests. */
    private static final class Slot {
        final InstancePort pool;
        final long readyNanos;
        long usedNanos;

        Slot(InstancePort pool, long readyNanos) {
            this.pool = pool;
            this.readyNanos = readyNanos;
            usedNanos = readyNanos;
        }
    }

    private final EventLoop loop;
    private final String node;
    private final String function;
    private final Observer observer;
    private final Gate gate;
    private final ArrayDeque<Exchange> queue = new ArrayDeque<>();
    private Duration timeout;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable Future<?> sweep;
    private long completed;
    private long failed;
    private volatile int queued;

    public Dispatcher(EventLoop loop, String node, String function, Duration timeout, Observer observer, Gate gate) {
        this.loop = loop;
        this.node = node;
        this.function = function;
        this.timeout = timeout;
        this.observer = observer;
        this.gate = gate;
    }

    private long nanos() {
        return loop.ticker().nanoTime();
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    /** Answered by the function, whatever the status. */
    public long completed() {
        return completed;
    }

    /** Refused or failed, answered with an error of the agent. */
    public long failed() {
        return failed;
    }

    /** May be read from any thread. */
    public int queued() {
        return queued;
    }

    /** From now on this instance takes requests, beside those that do already. */
    public void instanceReady(InstancePort ready) {
        slots.add(new Slot(ready, nanos()));
        pump();
    }

    /** It takes no more requests. True when it did until now. */
    @SuppressWarnings("ReferenceEquality") // It is the very one, not one like it.
    public boolean instanceGone(InstancePort gone) {
        return slots.removeIf(slot -> slot.pool.equals(gone));
    }

    /** When it was last given back by a request, or became ready; empty when it takes no requests. */
    @SuppressWarnings("ReferenceEquality") // It is the very one, not one like it.
    public OptionalLong lastUsedNanos(InstancePort instance) {
        for (var slot : slots) {
            if (slot.pool.equals(instance)) {
                return OptionalLong.of(slot.usedNanos);
            }
        }
        return OptionalLong.empty();
    }

    /** The instance with the most free places; of equal ones the oldest, so that surplus ones fall idle. */
    private @Nullable Slot freest() {
        Slot best = null;
        for (int i = 0; i < slots.size(); i++) {
            var slot = slots.get(i);
            if (slot.pool.free() > (best == null ? 0 : best.pool.free())) {
                best = slot;
            }
        }
        return best;
    }

    /** Everything that waits, in order of arrival; it is the caller's now. */
    public List<Exchange> takeQueue() {
        var waiting = List.copyOf(queue);
        queue.clear();
        countQueue();
        return waiting;
    }

    /** Refuses everything that waits. */
    public void refuseQueue(Refusal refusal, String message) {
        for (var exchange : takeQueue()) {
            refuse(exchange, refusal, message);
        }
    }

    /** Runs it now, or lets it wait, or gives it to the gate. */
    public void submit(Exchange exchange) {
        var to = queue.isEmpty() ? freest() : null;
        if (to != null && gate.mayBegin()) {
            dispatch(exchange, to);
        } else if (queue.size() >= QUEUE_LIMIT || !gate.mayWait()) {
            gate.overflows(exchange, queue.size() + " requests wait for function " + function + " already");
        } else {
            queue.addLast(exchange);
            countQueue();
            scheduleSweep();
            gate.waits();
        }
    }

    /** Answers with an error of ours and counts it. */
    public void refuse(Exchange exchange, Refusal refusal, String message) {
        failed++;
        exchange.answer(refusal.response(node, message));
    }

    /** An instance could take a request now. */
    public boolean hasFreePlace() {
        return freest() != null;
    }

    /** Runs what waits and may run now. */
    public void pump() {
        while (!queue.isEmpty()) {
            var to = freest();
            if (to == null || !gate.mayBegin()) {
                return;
            }
            dispatch(queue.removeFirst(), to);
            countQueue();
        }
    }

    private void dispatch(Exchange exchange, Slot to) {
        if (exchange.abandoned()) {
            refuse(exchange, Refusal.BAD_REQUEST, "the client went away before its request was run");
            return;
        }
        if (exchange.arrivedNanos() < to.readyNanos) {
            exchange.waitedForStart(to.readyNanos - exchange.arrivedNanos());
        }
        gate.began();
        send(exchange, to, nanos(), 0);
    }

    private void send(Exchange exchange, Slot to, long dispatchedNanos, int attempt) {
        var run = new Run(exchange, to, dispatchedNanos, attempt);
        if (exchange.body().isPresent()) {
            to.pool.stream(exchange.head(), exchange.body().get(), timeout, run);
        } else {
            to.pool.send(exchange.request().retainedDuplicate(), timeout, run);
        }
    }

    /** One request at an instance. */
    private final class Run implements InstancePort.StreamingCall {
        private final Exchange exchange;
        private final Slot to;
        private final long dispatchedNanos;
        private final int attempt;
        private boolean answering;

        Run(Exchange exchange, Slot to, long dispatchedNanos, int attempt) {
            this.exchange = exchange;
            this.to = to;
            this.dispatchedNanos = dispatchedNanos;
            this.attempt = attempt;
        }

        @Override
        public void answered(FullHttpResponse response) {
            completed++;
            long runNanos = nanos() - dispatchedNanos;
            finish(exchange, response, dispatchedNanos);
            Dispatcher.this.ended(exchange, to, runNanos);
            pump();
        }

        @Override
        public void answering(HttpResponse head, BodyStream body) {
            answering = true;
            stamp(exchange, head, dispatchedNanos);
            exchange.answer(head, body);
        }

        @Override
        public void ended() {
            completed++;
            Dispatcher.this.ended(exchange, to, nanos() - dispatchedNanos);
            pump();
        }

        @Override
        public void failed(Failure failure, String why) {
            if (answering) {
                brokeOff();
                Dispatcher.this.ended(exchange, to, -1);
                if (failure == Failure.TIMEOUT) {
                    hung(to);
                }
            } else {
                instanceFailed(exchange, to, dispatchedNanos, attempt, failure, why);
            }
            pump();
        }
    }

    /** An answer that had begun did not come to its end. */
    public void brokeOff() {
        failed++;
    }

    private void ended(Exchange exchange, Slot to, long runNanos) {
        to.usedNanos = nanos();
        gate.ended(runNanos, exchange.initNanos());
    }

    private void finish(Exchange exchange, FullHttpResponse response, long dispatchedNanos) {
        stamp(exchange, response, dispatchedNanos);
        var status = response.status();
        boolean bodiless = exchange.request().method().equals(HttpMethod.HEAD)
                || status.equals(HttpResponseStatus.NO_CONTENT)
                || status.equals(HttpResponseStatus.NOT_MODIFIED);
        if (!bodiless) {
            HttpUtil.setContentLength(response, response.content().readableBytes());
        } else if (status.equals(HttpResponseStatus.NO_CONTENT)) {
            response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        exchange.answer(response);
    }

    private void stamp(Exchange exchange, HttpResponse response, long dispatchedNanos) {
        var headers = response.headers();
        Headers.stripHopByHop(headers);
        headers.set(Headers.NODE, node);
        headers.set(Headers.START, exchange.initNanos() > 0 ? "cold" : "warm");
        exchange.stamp(response, dispatchedNanos, nanos());
    }

    private void instanceFailed(
            Exchange exchange, Slot to, long dispatchedNanos, int attempt, Failure failure, String why) {
        if (failure == Failure.NOT_SENT && attempt < MOST_CLOSED_CONNECTIONS && to.pool.free() > 0) {
            send(exchange, to, dispatchedNanos, attempt + 1);
            return;
        }
        ended(exchange, to, -1);
        switch (failure) {
            case NOT_SENT, NOT_CONNECTED -> unreachable(exchange, to);
            // Never sent again: it may have been executed.
            case BROKEN, MALFORMED ->
                refuse(exchange, Refusal.INSTANCE_FAILED, "the instance of function " + function + " failed: " + why);
            case TIMEOUT -> {
                refuse(
                        exchange,
                        Refusal.TIMEOUT,
                        "function " + function + " did not answer within its timeout of " + timeout.toMillis() + " ms");
                hung(to);
            }
            case ABANDONED -> refuse(exchange, Refusal.BAD_REQUEST, why);
            case STALLED -> refuse(exchange, Refusal.CLIENT_STALLED, why);
        }
    }

    private void hung(Slot slot) {
        if (slots.remove(slot)) {
            observer.hung(slot.pool);
        }
    }

    /** It was not executed: it waits, first in the queue, for another instance. */
    private void unreachable(Exchange exchange, Slot to) {
        queue.addFirst(exchange);
        countQueue();
        scheduleSweep();
        if (slots.remove(to)) {
            observer.unreachable(to.pool);
        }
        gate.waits();
    }

    private void countQueue() {
        queued = queue.size();
        gate.waiting(queued);
    }

    private void scheduleSweep() {
        if (sweep == null) {
            sweepIn(timeout.toNanos());
        }
    }

    private void sweepIn(long nanos) {
        sweep = loop.schedule(this::sweep, nanos, TimeUnit.NANOSECONDS);
    }

    private void sweep() {
        sweep = null;
        long now = nanos();
        var head = queue.peekFirst();
        while (head != null && now - head.arrivedNanos() >= timeout.toNanos()) {
            queue.pollFirst();
            countQueue();
            refuse(
                    head,
                    Refusal.QUEUE_TIMEOUT,
                    "no instance of function " + function + " was free for " + timeout.toMillis() + " ms");
            head = queue.peekFirst();
        }
        if (head != null) {
            sweepIn(Math.max(1, head.arrivedNanos() + timeout.toNanos() - now));
        }
    }
}
