package io.slackline.agent.ingress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.slackline.agent.invoke.BodyPump;
import io.slackline.agent.invoke.BodyStream;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Headers;
import io.slackline.agent.invoke.Refusal;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection of a client. Requests are served one after the other, so pipelined ones are answered in order. Belongs to the event
 * loop.
 *
 * <p>Leaving politely: a connection is never closed under a client that may be sending. When the service wants it gone, the next answer
 * behind which no further request waits says {@code Connection: close}; then comes our FIN, and what the client still sends is read and
 * dropped until its own FIN, because closing a socket with unread data resets it and the reset can overtake the answer (RFC 9112, section
 * 9.6).
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter implements Exchange.Sink, ClientConnection {
    private static final int LARGEST_HEAD_BYTES = 64 << 10;
    private static final int MOST_PIPELINED = 64;
    private static final int LINGER_SECONDS = 5;

    private enum State {
        OPEN,
        /** Our FIN is sent; what still comes is dropped. */
        LINGERING,
        CLOSED
    }

    private sealed interface Pending {
        record Request(FullHttpRequest request, Optional<BodyStream> body, long arrivedNanos) implements Pending {}

        record Refused(Refusal refusal, String message) implements Pending {}
    }

    private final HttpService service;
    private final RequestDecoder decoder;
    private final ResponseEncoder encoder;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private State state = State.OPEN;
    private @Nullable RequestAssembly assembly;
    private boolean bodyPaused;
    private boolean serving;
    /** Of the request that is served, where it streams. */
    private Optional<BodyStream> servedBody = Optional.empty();

    private @Nullable BodyStream answerBody;
    private @Nullable BodyPump pump;
    private boolean clientKeepsAlive;
    private boolean clientSpeaksHttp10;
    private boolean inputEnded;
    private boolean refusing;
    private long servedArrivedNanos;
    private int begun;

    private HttpConnection(HttpService service, RequestDecoder decoder, ResponseEncoder encoder) {
        this.service = service;
        this.decoder = decoder;
        this.encoder = encoder;
    }

    /** For each accepted connection of a listening socket that knows no other protocol. */
    public static ChannelInitializer<Channel> initializer(HttpService service) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                install(channel.pipeline(), service);
            }
        };
    }

    static void install(ChannelPipeline pipeline, HttpService service) {
        var decoder = new RequestDecoder();
        var encoder = new ResponseEncoder();
        pipeline.addLast(decoder, encoder, new HttpConnection(service, decoder, encoder));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        service.connectionOpened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (state != State.OPEN || refusing) {
                return;
            }
            if (message instanceof HttpRequest head) {
                begin(ctx, head);
            }
            if (message instanceof HttpContent content && assembly != null) {
                append(ctx, assembly, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        begun++;
        service.requestBegan();
        if (head.decoderResult().isFailure()) {
            refuse(ctx, unreadable(head.decoderResult().cause()));
        } else if (head.protocolVersion().majorVersion() != 1) {
            refuse(
                    ctx,
                    new Pending.Refused(
                            Refusal.BAD_REQUEST, head.protocolVersion() + " is not spoken here; HTTP/1.1 and 1.0 are"));
        } else {
            var next = new RequestAssembly(head, service.streams(head), new Intake(ctx));
            assembly = next;
            next.begin();
            sayContinue();
        }
    }

    private void append(ChannelHandlerContext ctx, RequestAssembly current, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            var why = unreadable(content.decoderResult().cause());
            assembly = null;
            if (current.body().isEmpty()) {
                current.discard(why.message());
                refuse(ctx, why);
            } else {
                refusing = true;
                clientKeepsAlive = false;
                current.discard(why.message());
            }
            return;
        }
        current.append(content);
    }

    /** Where requests go as they arrive. */
    private final class Intake implements RequestAssembly.Intake {
        private final ChannelHandlerContext ctx;

        Intake(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public void whole(FullHttpRequest request) {
            assembly = null;
            enqueue(ctx, new Pending.Request(request, Optional.empty(), Exchange.nanos(ctx)));
        }

        @Override
        public void streams(FullHttpRequest request, BodyStream body) {
            enqueue(ctx, new Pending.Request(request, Optional.of(body), Exchange.nanos(ctx)));
        }

        @Override
        public void tooLarge(String message) {
            assembly = null;
            refuse(ctx, new Pending.Refused(Refusal.BODY_TOO_LARGE, message));
        }

        @Override
        public void streamed() {
            assembly = null;
            resume();
        }

        @Override
        public void sayContinue() {
            boolean answersHead = encoder.answersHead;
            encoder.answersHead = false;
            var _ = ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
            encoder.answersHead = answersHead;
        }

        @Override
        public void pause() {
            bodyPaused = true;
            updateReading(ctx);
        }

        @Override
        public void resume() {
            bodyPaused = false;
            updateReading(ctx);
        }
    }

    private void updateReading(ChannelHandlerContext ctx) {
        var config = ctx.channel().config();
        boolean room = pending.size() < (config.isAutoRead() ? MOST_PIPELINED : MOST_PIPELINED / 2);
        config.setAutoRead(!inputEnded && room && !bodyPaused);
    }

    private static Pending.Refused unreadable(Throwable cause) {
        boolean tooLong = cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
        return tooLong
                ? new Pending.Refused(
                        Refusal.HEADERS_TOO_LARGE, "the head of the request exceeds " + LARGEST_HEAD_BYTES + " bytes")
                : new Pending.Refused(Refusal.BAD_REQUEST, "not an HTTP/1.1 request: " + cause.getMessage());
    }

    /** After this one nothing can be understood on the connection: it is answered in its turn, then the connection ends. */
    private void refuse(ChannelHandlerContext ctx, Pending.Refused refused) {
        refusing = true;
        enqueue(ctx, refused);
    }

    private void enqueue(ChannelHandlerContext ctx, Pending request) {
        pending.addLast(request);
        updateReading(ctx);
        serveNext(ctx);
    }

    private void serveNext(ChannelHandlerContext ctx) {
        if (serving || state != State.OPEN) {
            return;
        }
        var next = pending.pollFirst();
        updateReading(ctx);
        switch (next) {
            case null -> {
                if (inputEnded && assembly == null) {
                    close(ctx);
                } else {
                    sayContinue();
                }
            }
            case Pending.Refused refused -> {
                serving = true;
                clientKeepsAlive = false;
                clientSpeaksHttp10 = false;
                encoder.answersHead = false;
                servedArrivedNanos = Exchange.nanos(ctx);
                servedBody = Optional.empty();
                write(ctx, service.refused(refused.refusal(), refused.message()));
            }
            case Pending.Request(FullHttpRequest request, Optional<BodyStream> body, long arrivedNanos) -> {
                serving = true;
                servedArrivedNanos = arrivedNanos;
                servedBody = body;
                clientKeepsAlive = HttpUtil.isKeepAlive(request) && !refusing;
                clientSpeaksHttp10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
                encoder.answersHead = request.method().equals(HttpMethod.HEAD);
                Headers.stripHopByHop(request.headers());
                request.setProtocolVersion(HttpVersion.HTTP_1_1);
                if (body.isEmpty()) {
                    HttpUtil.setContentLength(request, request.content().readableBytes());
                }
                service.handle(request, body, arrivedNanos, this);
            }
        }
    }

    /** 100 Continue, when the client waits for it and nothing before it is unanswered; a body that streams waits until somebody takes it. */
    private void sayContinue() {
        var waiting = assembly;
        if (waiting != null && waiting.body().isEmpty() && !serving && pending.isEmpty()) {
            waiting.sayContinue();
        }
    }

    @Override
    public boolean abandoned() {
        return state == State.CLOSED;
    }

    @Override
    public void answer(Exchange exchange, FullHttpResponse response) {
        var ctx = context;
        if (ctx == null || state != State.OPEN) {
            response.release();
        } else {
            write(ctx, response);
        }
    }

    @Override
    public void answer(Exchange exchange, HttpResponse head, BodyStream body) {
        var ctx = context;
        if (ctx == null || state != State.OPEN) {
            body.cancel();
            return;
        }
        boolean endTellsLength = clientSpeaksHttp10 && !HttpUtil.isContentLengthSet(head);
        if (endTellsLength) {
            clientKeepsAlive = false;
        } else if (!HttpUtil.isContentLengthSet(head)) {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        boolean leave = prepare(head);
        var _ = ctx.write(head);
        answerBody = body;
        pump = new BodyPump(body, ctx.channel(), new BodyPump.Listener() {
            @Override
            public void written(ChannelFuture last) {
                pump = null;
                answerBody = null;
                var _ = last.addListener((ChannelFutureListener) done -> HttpConnection.this.written(ctx, done, leave));
            }

            @Override
            public void broken(String why) {
                if (endTellsLength) {
                    // A FIN would look like the end of the answer; this makes it a reset.
                    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                }
                var _ = ctx.close();
            }
        });
        pump.start();
    }

    private void write(ChannelHandlerContext ctx, FullHttpResponse response) {
        boolean leave = prepare(response);
        ctx.writeAndFlush(response).addListener((ChannelFutureListener) written -> written(ctx, written, leave));
    }

    /** Sets what an answer says of the connection; whether it says that it ends. */
    private boolean prepare(HttpResponse response) {
        boolean more = !pending.isEmpty() || assembly != null || decoder.holdsBytes();
        boolean unwanted = response instanceof FullHttpResponse && servedArrives();
        boolean leave = !clientKeepsAlive || unwanted || (!more && service.asksToLeave());
        if (leave) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (clientSpeaksHttp10) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        } else {
            response.headers().remove(HttpHeaderNames.CONNECTION);
        }
        return leave;
    }

    /** The request that is served has not arrived whole. */
    private boolean servedArrives() {
        return servedBody.isPresent() && assembly != null && assembly.body().equals(servedBody);
    }

    private void written(ChannelHandlerContext ctx, ChannelFuture written, boolean leave) {
        serving = false;
        if (state == State.CLOSED) {
            return;
        }
        service.answerWritten(Exchange.nanos(ctx) - servedArrivedNanos);
        ended(1);
        if (!written.isSuccess()) {
            var _ = ctx.close();
        } else if (leave || servedArrives()) {
            close(ctx);
        } else if (!pending.isEmpty()) {
            // Not from inside the write: a long pipeline of immediate answers must not grow the stack.
            ctx.executor().execute(() -> serveNext(ctx));
        } else {
            serveNext(ctx);
        }
    }

    /** FIN now, and read until the client's. */
    private void close(ChannelHandlerContext ctx) {
        if (state != State.OPEN) {
            return;
        }
        state = State.LINGERING;
        dropPending();
        service.connectionClosed(this);
        if (inputEnded || !(ctx.channel() instanceof DuplexChannel duplex)) {
            var _ = ctx.close();
            return;
        }
        ctx.channel().config().setAutoRead(true);
        var _ = duplex.shutdownOutput();
        Runnable giveUp = () -> {
            var _ = ctx.close();
        };
        var patience = ctx.executor().schedule(giveUp, LINGER_SECONDS, TimeUnit.SECONDS);
        var _ = ctx.channel().closeFuture().addListener(_ -> patience.cancel(false));
    }

    @Override
    public void leave() {
        var ctx = context;
        if (ctx != null && !serving && assembly == null) {
            close(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (pump != null) {
            pump.run();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            ctx.channel().config().setAutoRead(false);
            if (state == State.LINGERING) {
                var _ = ctx.close();
            } else if (assembly != null) {
                // The client stopped in the middle of a body: nothing can complete it.
                dropAssembly();
                serveNext(ctx);
            } else {
                serveNext(ctx);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        var before = state;
        state = State.CLOSED;
        dropPending();
        if (answerBody != null) {
            answerBody.cancel();
        }
        ended(begun);
        if (before == State.OPEN) {
            service.connectionClosed(this);
        }
    }

    private void dropAssembly() {
        var dropped = assembly;
        if (dropped == null) {
            return;
        }
        if (dropped.body().isEmpty()) {
            ended(1);
        }
        dropped.discard("the client ended in the middle of its request");
        assembly = null;
    }

    private void dropPending() {
        dropAssembly();
        for (var each : pending) {
            if (each instanceof Pending.Request request) {
                request.request().release();
                request.body().ifPresent(BodyStream::cancel);
            }
        }
        pending.clear();
        if (state == State.LINGERING) {
            ended(begun);
        }
    }

    private void ended(int count) {
        for (int i = 0; i < count && begun > 0; i++) {
            begun--;
            service.requestEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }

    /** Tells whether a further request has begun to arrive. */
    private static final class RequestDecoder extends HttpRequestDecoder {
        RequestDecoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(LARGEST_HEAD_BYTES)
                    .setMaxHeaderSize(LARGEST_HEAD_BYTES)
                    .setMaxChunkSize(HttpObjectDecoder.DEFAULT_MAX_CHUNK_SIZE * 8));
        }

        boolean holdsBytes() {
            return actualReadableBytes() > 0;
        }
    }

    /** Knows that the answer to HEAD has no body, whatever its length field says. */
    private static final class ResponseEncoder extends HttpResponseEncoder {
        private boolean answersHead;

        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse response) {
            return answersHead || super.isContentAlwaysEmpty(response);
        }
    }
}
