package io.slackline.agent.invoke;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.TimeUnit;

/**
 * One request from its arrival to its answer. Belongs to the event loop. Owns the request, whose hop-by-hop headers are already gone, and
 * releases it when the answer is given.
 */
public final class Exchange {
    /** Who gets the answer. */
    public interface Sink {
        /** Called exactly once, on the event loop; takes over the response. */
        void answer(Exchange exchange, FullHttpResponse response);

        /** True when nobody is there any more to read the answer. */
        boolean abandoned();
    }

    private final FullHttpRequest request;
    private final Sink sink;
    private final int hops;
    private final long arrivedNanos;
    private long initNanos;
    private boolean answered;

    /**
     * @param hops agents that have forwarded it so far
     * @param arrivedNanos when its last byte came, by the event loop's clock
     */
    public Exchange(FullHttpRequest request, int hops, long arrivedNanos, Sink sink) {
        this.request = request;
        this.hops = hops;
        this.arrivedNanos = arrivedNanos;
        this.sink = sink;
    }

    /** The clock of exchanges: that of the event loop. */
    public static long nanos(ChannelHandlerContext context) {
        return context.executor().ticker().nanoTime();
    }

    public FullHttpRequest request() {
        return request;
    }

    public int hops() {
        return hops;
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    public boolean abandoned() {
        return sink.abandoned();
    }

    /** Notes that it waited for an instance to start; its answer says cold. */
    public void waitedForStart(long nanos) {
        initNanos = Math.max(1, nanos);
    }

    /** 0 when the instance was warm. */
    public long initNanos() {
        return initNanos;
    }

    /** Gives the answer and the request back; a second answer is a fault of the program. */
    public void answer(FullHttpResponse response) {
        if (answered) {
            response.release();
            throw new IllegalStateException("answered twice: " + request.method() + " " + request.uri());
        }
        answered = true;
        request.release();
        sink.answer(this, response);
    }

    /** Adds the timing header: how long it queued, waited for an instance to start, and ran. */
    public void stamp(FullHttpResponse response, long dispatchedNanos, long nowNanos) {
        long queue = Math.max(0, dispatchedNanos - arrivedNanos - initNanos);
        var text = new StringBuilder(48);
        appendMillis(text.append("queue;dur="), queue);
        appendMillis(text.append(", init;dur="), initNanos);
        appendMillis(text.append(", run;dur="), nowNanos - dispatchedNanos);
        response.headers().set(Headers.SERVER_TIMING, text);
    }

    private static void appendMillis(StringBuilder text, long nanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        long fraction = micros % 1000;
        text.append(micros / 1000).append('.');
        if (fraction < 100) {
            text.append('0');
        }
        if (fraction < 10) {
            text.append('0');
        }
        text.append(fraction);
    }
}
