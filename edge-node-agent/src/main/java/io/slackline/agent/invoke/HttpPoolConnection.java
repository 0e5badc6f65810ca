package io.slackline.agent.invoke;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.slackline.agent.invoke.InstancePort.Call;
import io.slackline.agent.invoke.InstancePort.Failure;
import io.slackline.agent.invoke.InstancePort.StreamingCall;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a pool: a request at a time, whole or streamed, and its answer likewise. Belongs to the event loop.
 */
final class HttpPoolConnection extends ChannelInboundHandlerAdapter implements BodyStream.Source {
    /** Larger answers fail where the call takes whole ones only. */
    private static final int LARGEST_BODY_BYTES = 16 << 20;

    /** An answer of unknown length is held so long. */
    private static final Duration HELD_FOR = Duration.ofMillis(50);

    /** So long a client may neither send nor take anything, or as long as the function's timeout if that is longer. */
    private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(60);

    /** A request to be sent. */
    sealed interface Outgoing {
        record Whole(FullHttpRequest request, Duration timeout) implements Outgoing {
            @Override
            public void drop() {
                request.release();
            }
        }

        record Streamed(HttpRequest head, BodyStream body, Duration timeout) implements Outgoing {
            @Override
            public void drop() {}
        }

        Duration timeout();

        /** It is not sent; a stream stays its giver's. */
        void drop();
    }

    private final HttpPool pool;
    private final EventLoop loop;
    private final SocketAddress address;
    private @Nullable Channel channel;
    private @Nullable Call call;
    private Duration timeout = Duration.ZERO;
    private @Nullable Future<?> deadline;
    private long progressNanos;
    /** The request's, until it is sent. */
    private @Nullable BodyStream upload;

    private @Nullable BodyPump pump;
    private boolean awaitsContinue;
    /** A function that does not read chunks takes them for its next request. */
    private boolean mayHoldRemains;

    private @Nullable HttpResponse head;
    private @Nullable ByteBuf held;
    private @Nullable Future<?> handOver;
    /** The answer's, until it is complete. */
    private @Nullable BodyStream download;

    private boolean ended;

    HttpPoolConnection(HttpPool pool, EventLoop loop, SocketAddress address) {
        this.pool = pool;
        this.loop = loop;
        this.address = address;
    }

    void connecting(Channel to) {
        channel = to;
    }

    void begin(Call next) {
        call = next;
    }

    void connected(ChannelFuture connected, @Nullable Outgoing request) {
        if (!connected.isSuccess()) {
            if (request != null) {
                request.drop();
            }
            pool.gone(this);
            fail(
                    Failure.NOT_CONNECTED,
                    "cannot connect to " + address + ": " + connected.cause().getMessage());
        } else if (request != null) {
            write(request);
        } else if (pool.closed()) {
            close();
        } else if (call == null) {
            pool.connected(this);
        }
    }

    private Channel channel() {
        var now = channel;
        if (now == null) {
            throw new IllegalStateException("used before it was connected");
        }
        return now;
    }

    void write(Outgoing request) {
        timeout = request.timeout();
        moved();
        deadline = loop.schedule(this::watch, timeout.toNanos(), TimeUnit.NANOSECONDS);
        var written = channel()
                .writeAndFlush(
                        switch (request) {
                            case Outgoing.Whole whole -> whole.request();
                            case Outgoing.Streamed streamed -> {
                                upload = streamed.body();
                                awaitsContinue = HttpUtil.is100ContinueExpected(streamed.head());
                                mayHoldRemains = HttpUtil.isTransferEncodingChunked(streamed.head());
                                // What the other end said before it stopped reading can still be read.
                                channel().config().setAutoClose(false);
                                yield streamed.head();
                            }
                        });
        var _ = written.addListener((ChannelFutureListener) sent -> {
            if (sent.isSuccess()) {
                sendBody();
            } else if (head == null) {
                fail(Failure.NOT_SENT, "the connection was closed");
                close();
            }
        });
    }

    private void sendBody() {
        var body = upload;
        if (body == null || awaitsContinue) {
            return;
        }
        pump = new BodyPump(body, channel(), new BodyPump.Listener() {
            @Override
            public void moved() {
                HttpPoolConnection.this.moved();
            }

            @Override
            public void written(ChannelFuture last) {
                HttpPoolConnection.this.moved();
                upload = null;
                pump = null;
            }

            @Override
            public void broken(String why) {
                fail(Failure.ABANDONED, why);
                close();
            }
        });
        pump.start();
    }

    private long nanos() {
        return loop.ticker().nanoTime();
    }

    private void moved() {
        progressNanos = nanos();
    }

    /** An exchange of whole messages has its timeout; where bodies stream, each pause has. */
    private void watch() {
        boolean streams = upload != null || download != null;
        boolean clientTakes = download != null && download.waits();
        boolean clientSends = pump != null && channel().isWritable();
        boolean clientsTurn = clientTakes || clientSends;
        var patience = clientsTurn && timeout.compareTo(CLIENT_PATIENCE) < 0 ? CLIENT_PATIENCE : timeout;
        long left = streams ? progressNanos + patience.toNanos() - nanos() : 0;
        if (left > 0) {
            deadline = loop.schedule(this::watch, Math.min(left, timeout.toNanos()), TimeUnit.NANOSECONDS);
        } else {
            if (clientsTurn) {
                fail(Failure.STALLED, "the client neither sent nor took anything for " + patience.toMillis() + " ms");
            } else {
                fail(Failure.TIMEOUT, "no answer in time");
            }
            close();
        }
    }

    void close() {
        if (channel != null) {
            var _ = channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse response) {
                begin(response);
            }
            if (message instanceof HttpContent content) {
                append(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (pump != null) {
            pump.run();
        }
    }

    private void begin(HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            malformed(response);
        } else if (call == null) {
            close();
        } else {
            head = response;
            boolean mayTakeLong = !HttpUtil.isContentLengthSet(response) && !isInformational(response);
            if (mayTakeLong && call instanceof StreamingCall streaming) {
                handOver = loop.schedule(() -> stream(response, streaming), HELD_FOR.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    private static boolean isInformational(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void malformed(DecoderResultProvider message) {
        fail(
                Failure.MALFORMED,
                "not an HTTP/1.1 answer: " + message.decoderResult().cause().getMessage());
        close();
    }

    private void append(HttpContent content) {
        var response = head;
        if (response == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            malformed(content);
            return;
        }
        boolean last = content instanceof LastHttpContent;
        int bytes = content.content().readableBytes() + (held == null ? 0 : held.readableBytes());
        long announced = Math.max(bytes, bytes > 0 ? HttpUtil.getContentLength(response, 0L) : 0);
        if (download == null && announced > BodyStream.LARGEST_WHOLE_BYTES && call instanceof StreamingCall streaming) {
            stream(response, streaming);
        }
        if (head == null) {
            return;
        }
        if (download != null) {
            moved();
            download.offer(content.content().retain());
        } else if (bytes > LARGEST_BODY_BYTES) {
            fail(Failure.MALFORMED, "the answer is larger than " + LARGEST_BODY_BYTES + " bytes");
            close();
            return;
        } else {
            hold(content.content(), last);
        }
        if (last && head != null) {
            complete(response);
        }
    }

    private void hold(ByteBuf content, boolean last) {
        int more = content.readableBytes();
        if (held != null) {
            held.writeBytes(content);
        } else if (more > 0) {
            held = last ? content.retain() : content.alloc().buffer(more * 2).writeBytes(content);
        }
    }

    /** Gives on what there is of the answer; the rest follows as it comes. */
    private void stream(HttpResponse response, StreamingCall to) {
        forgetHandOver();
        var body = new BodyStream(this);
        download = body;
        if (held != null) {
            body.offer(held);
            held = null;
        }
        to.answering(response, body);
    }

    private void complete(HttpResponse response) {
        head = null;
        if (isInformational(response)) {
            if (response.status().equals(HttpResponseStatus.CONTINUE) && awaitsContinue) {
                awaitsContinue = false;
                sendBody();
            }
            return;
        }
        forgetHandOver();
        boolean keep = HttpUtil.isKeepAlive(response) && upload == null && !mayHoldRemains && !pool.closed();
        var streamed = download;
        download = null;
        if (streamed != null && upload != null) {
            upload.cancel();
        }
        var content = held == null ? Unpooled.EMPTY_BUFFER : held;
        held = null;
        var waiting = end();
        if (keep) {
            channel().config().setAutoRead(true);
            pool.reusable(this);
        } else {
            close();
        }
        if (streamed != null) {
            streamed.complete();
            if (waiting instanceof StreamingCall streaming) {
                streaming.ended();
            }
        } else if (waiting == null) {
            content.release();
        } else {
            waiting.answered(new DefaultFullHttpResponse(
                    response.protocolVersion(),
                    response.status(),
                    content,
                    response.headers(),
                    EmptyHttpHeaders.INSTANCE));
        }
        pool.runWhenIdle();
    }

    private void forgetHandOver() {
        if (handOver != null) {
            handOver.cancel(false);
            handOver = null;
        }
    }

    /** Takes the call off this connection; null when there is none. */
    private @Nullable Call end() {
        var waiting = call;
        call = null;
        upload = null;
        awaitsContinue = false;
        if (pump != null) {
            pump.stop();
            pump = null;
        }
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        if (waiting != null) {
            pool.freed();
        }
        return waiting;
    }

    private void fail(Failure failure, String why) {
        head = null;
        forgetHandOver();
        if (held != null) {
            held.release();
            held = null;
        }
        var answer = download;
        download = null;
        if (answer != null && upload != null) {
            upload.cancel();
        }
        ended = true;
        var waiting = end();
        if (answer != null) {
            answer.fail(why);
        }
        if (waiting != null) {
            waiting.failed(failure, why);
            pool.runWhenIdle();
        }
    }

    @Override
    public void resume() {
        moved();
        channel().config().setAutoRead(true);
    }

    @Override
    public void pause() {
        channel().config().setAutoRead(false);
    }

    /** The client does not want the rest of the answer. */
    @Override
    public void cancelled() {
        fail(Failure.ABANDONED, "the client ended before it had the whole answer");
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.gone(this);
        if (!ended) {
            boolean silent = head == null;
            if (call != null) {
                pool.broke();
            }
            fail(
                    Failure.BROKEN,
                    silent ? "the connection ended without an answer" : "the connection ended inside the answer");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close();
    }
}
