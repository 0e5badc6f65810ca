package io.slackline.agent.invoke;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Future;
import io.slackline.agent.invoke.InstancePort.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands the requests of one function to its instance, first come first served, as many at a time as the function allows; the others queue,
 * boundedly and no longer than an invocation may take. Belongs to the event loop.
 */
public final class Dispatcher {
    /** Requests of one function that may wait. */
    public static final int QUEUE_LIMIT = 1024;

    /** Idle connections of an instance that may turn out to be closed before it counts as unreachable. */
    private static final int MOST_CLOSED_CONNECTIONS = 3;

    /** What the dispatcher notices about an instance; the pool says which. */
    public interface Observer {
        /** An invocation took longer than it may. */
        void hung(HttpPool instance);

        /** It takes no connections any more. */
        void unreachable(HttpPool instance);
    }

    private final EventLoop loop;
    private final String node;
    private final String function;
    private final Observer observer;
    private final ArrayDeque<Exchange> queue = new ArrayDeque<>();
    private Duration timeout;
    private @Nullable HttpPool instance;
    private long readyNanos;
    private @Nullable Future<?> sweep;
    private long completed;
    private long failed;
    private volatile int queued;

    public Dispatcher(EventLoop loop, String node, String function, Duration timeout, Observer observer) {
        this.loop = loop;
        this.node = node;
        this.function = function;
        this.timeout = timeout;
        this.observer = observer;
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

    /** From now on this instance takes the requests. */
    public void instanceReady(HttpPool ready) {
        instance = ready;
        readyNanos = System.nanoTime();
        pump();
    }

    /** Requests wait until another instance is ready. */
    public void instanceGone() {
        instance = null;
    }

    /** Everything that waits, in order of arrival; it is the caller's now. */
    public List<Exchange> takeQueue() {
        var waiting = List.copyOf(queue);
        queue.clear();
        queued = 0;
        return waiting;
    }

    /** Refuses everything that waits. */
    public void refuseQueue(Refusal refusal, String message) {
        for (var exchange : takeQueue()) {
            refuse(exchange, refusal, message);
        }
    }

    public void submit(Exchange exchange) {
        var to = instance;
        if (to != null && queue.isEmpty() && to.free() > 0) {
            dispatch(exchange, to);
        } else if (queue.size() >= QUEUE_LIMIT) {
            refuse(exchange, Refusal.QUEUE_FULL, QUEUE_LIMIT + " requests wait for function " + function + " already");
        } else {
            queue.addLast(exchange);
            queued = queue.size();
            scheduleSweep();
        }
    }

    /** Answers with an error of ours and counts it. */
    public void refuse(Exchange exchange, Refusal refusal, String message) {
        failed++;
        exchange.answer(refusal.response(node, message));
    }

    private void pump() {
        var to = instance;
        while (to != null && to.free() > 0) {
            var next = queue.pollFirst();
            if (next == null) {
                return;
            }
            queued = queue.size();
            dispatch(next, to);
            to = instance;
        }
    }

    private void dispatch(Exchange exchange, HttpPool to) {
        if (exchange.abandoned()) {
            refuse(exchange, Refusal.BAD_REQUEST, "the client went away before its request was run");
            return;
        }
        if (exchange.arrivedNanos() < readyNanos) {
            exchange.waitedForStart(readyNanos - exchange.arrivedNanos());
        }
        send(exchange, to, System.nanoTime(), 0);
    }

    private void send(Exchange exchange, HttpPool to, long dispatchedNanos, int attempt) {
        to.send(exchange.request().retainedDuplicate(), timeout, new InstancePort.Call() {
            @Override
            public void answered(FullHttpResponse response) {
                completed++;
                finish(exchange, response, dispatchedNanos);
                pump();
            }

            @Override
            public void failed(Failure failure, String why) {
                instanceFailed(exchange, to, dispatchedNanos, attempt, failure, why);
                pump();
            }
        });
    }

    private void finish(Exchange exchange, FullHttpResponse response, long dispatchedNanos) {
        var headers = response.headers();
        Headers.stripHopByHop(headers);
        var status = response.status();
        boolean bodiless = exchange.request().method().equals(HttpMethod.HEAD)
                || status.equals(HttpResponseStatus.NO_CONTENT)
                || status.equals(HttpResponseStatus.NOT_MODIFIED);
        if (!bodiless) {
            HttpUtil.setContentLength(response, response.content().readableBytes());
        } else if (status.equals(HttpResponseStatus.NO_CONTENT)) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        headers.set(Headers.NODE, node);
        headers.set(Headers.START, exchange.initNanos() > 0 ? "cold" : "warm");
        exchange.stamp(response, dispatchedNanos, System.nanoTime());
        exchange.answer(response);
    }

    private void instanceFailed(
            Exchange exchange, HttpPool to, long dispatchedNanos, int attempt, Failure failure, String why) {
        switch (failure) {
            case NOT_SENT -> {
                if (attempt < MOST_CLOSED_CONNECTIONS && to.free() > 0) {
                    send(exchange, to, dispatchedNanos, attempt + 1);
                } else {
                    unreachable(exchange, to);
                }
            }
            case NOT_CONNECTED -> unreachable(exchange, to);
            // Never sent again: it may have been executed.
            case BROKEN, MALFORMED ->
                refuse(exchange, Refusal.INSTANCE_FAILED, "the instance of function " + function + " failed: " + why);
            case TIMEOUT -> {
                refuse(
                        exchange,
                        Refusal.TIMEOUT,
                        "function " + function + " did not answer within its timeout of " + timeout.toMillis() + " ms");
                if (instance == to) {
                    instance = null;
                    observer.hung(to);
                }
            }
        }
    }

    /** It was not executed: it waits, first in the queue, for another instance. */
    private void unreachable(Exchange exchange, HttpPool to) {
        queue.addFirst(exchange);
        queued = queue.size();
        scheduleSweep();
        if (instance == to) {
            instance = null;
            observer.unreachable(to);
        }
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
        long now = System.nanoTime();
        var head = queue.peekFirst();
        while (head != null && now - head.arrivedNanos() >= timeout.toNanos()) {
            queue.pollFirst();
            queued = queue.size();
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
