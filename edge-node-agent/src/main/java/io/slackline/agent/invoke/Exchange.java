package io.slackline.agent.invoke;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One request from its arrival to its answer. Belongs to the event loop. Owns the request, whose hop-by-hop headers are already gone, and
 * releases it when the answer is given. A request too large to be held has an empty body here and a stream beside it; as long as nothing was taken from the
 * stream, it can be offered anew like any other.
 */
public final class Exchange {
    /** Who gets the answer. */
    public interface Sink {
        /** Called exactly once, on the event loop; takes over the response. */
        void answer(Exchange exchange, FullHttpResponse response);

        /** In its place, when the body of the answer is a stream, which it takes over. Only functions whose runtime streams answer so. */
        default void answer(Exchange exchange, HttpResponse head, BodyStream body) {
            throw new UnsupportedOperationException("takes whole answers only");
        }

        /** True when nobody is there any more to read the answer. */
        boolean abandoned();
    }

    private final FullHttpRequest request;
    private final Optional<BodyStream> body;
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
        this(request, Optional.empty(), hops, arrivedNanos, sink);
    }

    /**
     * With a body that may still be arriving.
     *
     * @param body in place of the request's own
     * @param arrivedNanos when its head came
     */
    public Exchange(FullHttpRequest request, Optional<BodyStream> body, int hops, long arrivedNanos, Sink sink) {
        this.request = request;
        this.body = body;
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

    /** A copy of the request's head, which may be changed for the next hop. */
    HttpRequest head() {
        return new DefaultHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                request.headers().copy());
    }

    /** Where the request's own body is not held. */
    public Optional<BodyStream> body() {
        return body;
    }

    public int hops() {
        return hops;
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** Nobody is there any more to read the answer, or to complete the request. */
    public boolean abandoned() {
        return sink.abandoned() || body.flatMap(BodyStream::failure).isPresent();
    }

    /** Notes that it waited for an instance to start; its answer says cold. */
    public void waitedForStart(long nanos) {
        initNanos = Math.max(1, nanos);
    }

    /** 0 when the instance was warm. */
    public long initNanos() {
        return initNanos;
    }

    /** Gives the answer and the request back, and wants no more of its body; a second answer is a fault of the program. */
    public void answer(FullHttpResponse response) {
        if (answered) {
            response.release();
            throw answeredTwice();
        }
        answered = true;
        request.release();
        body.ifPresent(BodyStream::cancel);
        sink.answer(this, response);
    }

    /** Gives the head of the answer and the request back; the bodies of both may go on arriving. */
    public void answer(HttpResponse head, BodyStream stream) {
        if (answered) {
            stream.cancel();
            throw answeredTwice();
        }
        answered = true;
        request.release();
        sink.answer(this, head, stream);
    }

    private IllegalStateException answeredTwice() {
        return new IllegalStateException("answered twice: " + request.method() + " " + request.uri());
    }

    /** Adds the timing header: how long it queued, waited for an instance to start, and ran. */
    public void stamp(HttpResponse response, long dispatchedNanos, long nowNanos) {
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
