package io.slackline.agent.invoke;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Persistent HTTP/1.1 connections to one place: an instance or another agent. One request at a time on each connection, the one used last is
 * used next. Belongs to the event loop.
 */
public final class HttpPool implements InstancePort {
    /** Larger answers fail; an answer is passed on only when it is complete. */
    public static final int LARGEST_BODY_BYTES = 16 << 20;

    private static final int LARGEST_HEAD_BYTES = 64 << 10;

    /** A process that dies closes its connections one by one: so long a new one may still seem to be taken. */
    private static final Duration DEATH = Duration.ofMillis(20);

    private final Transport transport;
    private final SocketAddress address;
    private final int limit;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> open = new LinkedHashSet<>();
    private int busy;
    private boolean broken;
    private long brokenNanos;
    private boolean closed;
    private @Nullable Runnable whenIdle;

    /** @param limit connections, and so requests at a time */
    public HttpPool(Transport transport, SocketAddress address, int limit) {
        this.transport = transport;
        this.address = address;
        this.limit = limit;
    }

    public SocketAddress address() {
        return address;
    }

    @Override
    public int free() {
        return closed ? 0 : limit - busy;
    }

    @Override
    public int busy() {
        return busy;
    }

    @Override
    public void preconnect(int count) {
        for (int i = open.size(); i < Math.min(count, limit); i++) {
            var connection = new Connection();
            connect(connection, null, Duration.ZERO);
        }
    }

    @Override
    public void send(FullHttpRequest request, Duration timeout, Call call) {
        if (free() <= 0) {
            request.release();
            throw new IllegalStateException("no free connection to " + address);
        }
        busy++;
        var connection = idle.pollLast();
        if (connection == null) {
            var fresh = new Connection();
            fresh.begin(call);
            long pause = broken ? brokenNanos + DEATH.toNanos() - System.nanoTime() : 0;
            if (pause > 0) {
                var _ = transport.loop().schedule(() -> connect(fresh, request, timeout), pause, TimeUnit.NANOSECONDS);
            } else {
                connect(fresh, request, timeout);
            }
        } else {
            connection.begin(call);
            connection.write(request, timeout);
        }
    }

    @Override
    public void retire(Runnable then) {
        closed = true;
        whenIdle = then;
        for (var connection : new ArrayList<>(idle)) {
            connection.close();
        }
        idle.clear();
        runWhenIdle();
    }

    @Override
    public void abort() {
        closed = true;
        for (var connection : new ArrayList<>(open)) {
            connection.close();
        }
    }

    /** What broke one connection may have broken all: the next request shows on a new one whether anybody is there. */
    private void closeIdle() {
        for (var connection : new ArrayList<>(idle)) {
            connection.close();
        }
        idle.clear();
    }

    private void runWhenIdle() {
        var then = whenIdle;
        if (busy == 0 && then != null) {
            whenIdle = null;
            then.run();
        }
    }

    private void connect(Connection connection, @Nullable FullHttpRequest request, Duration timeout) {
        open.add(connection);
        var future = transport.connect(address, new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                var config = new HttpDecoderConfig()
                        .setMaxInitialLineLength(LARGEST_HEAD_BYTES)
                        .setMaxHeaderSize(LARGEST_HEAD_BYTES);
                channel.pipeline().addLast(new HttpClientCodec(config, false, false), connection);
            }
        });
        connection.channel = future.channel();
        var _ = future.addListener(
                (ChannelFutureListener) connected -> connection.connected(connected, request, timeout));
    }

    private final class Connection extends ChannelInboundHandlerAdapter {
        private @Nullable Channel channel;
        private @Nullable Call call;
        private @Nullable Future<?> deadline;
        private @Nullable HttpResponse head;
        private @Nullable ByteBuf body;
        private boolean ended;

        void begin(Call next) {
            call = next;
        }

        void connected(ChannelFuture connected, @Nullable FullHttpRequest request, Duration timeout) {
            if (!connected.isSuccess()) {
                if (request != null) {
                    request.release();
                }
                open.remove(this);
                fail(
                        Failure.NOT_CONNECTED,
                        "cannot connect to " + address + ": "
                                + connected.cause().getMessage());
            } else if (request != null) {
                write(request, timeout);
            } else if (closed) {
                close();
            } else if (call == null) {
                idle.addFirst(this);
            }
        }

        void write(FullHttpRequest request, Duration timeout) {
            deadline = transport.loop().schedule(this::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
            var to = channel;
            if (to == null) {
                request.release();
                throw new IllegalStateException("written before it was connected");
            }
            var _ = to.writeAndFlush(request).addListener((ChannelFutureListener) written -> {
                if (!written.isSuccess() && head == null) {
                    fail(Failure.NOT_SENT, "the connection was closed");
                    close();
                }
            });
        }

        private void timedOut() {
            fail(Failure.TIMEOUT, "no answer in time");
            close();
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

        private void begin(HttpResponse response) {
            if (response.decoderResult().isFailure()) {
                fail(
                        Failure.MALFORMED,
                        "not an HTTP/1.1 answer: "
                                + response.decoderResult().cause().getMessage());
                close();
            } else if (call == null) {
                close();
            } else {
                head = response;
            }
        }

        private void append(HttpContent content) {
            var response = head;
            if (response == null) {
                return;
            }
            if (content.decoderResult().isFailure()) {
                fail(
                        Failure.MALFORMED,
                        "not an HTTP/1.1 answer: "
                                + content.decoderResult().cause().getMessage());
                close();
                return;
            }
            int more = content.content().readableBytes();
            var soFar = body;
            if (more + (soFar == null ? 0 : soFar.readableBytes()) > LARGEST_BODY_BYTES) {
                fail(Failure.MALFORMED, "the answer is larger than " + LARGEST_BODY_BYTES + " bytes");
                close();
                return;
            }
            boolean last = content instanceof LastHttpContent;
            if (more > 0) {
                if (soFar == null && last) {
                    body = content.content().retain();
                } else {
                    soFar = soFar == null ? content.content().alloc().buffer(more * 2) : soFar;
                    body = soFar.writeBytes(content.content());
                }
            }
            if (last) {
                complete(response);
            }
        }

        private void complete(HttpResponse response) {
            head = null;
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                return;
            }
            var content = body == null ? Unpooled.EMPTY_BUFFER : body;
            body = null;
            var whole = new DefaultFullHttpResponse(
                    response.protocolVersion(),
                    response.status(),
                    content,
                    response.headers(),
                    EmptyHttpHeaders.INSTANCE);
            boolean keep = HttpUtil.isKeepAlive(response) && !closed;
            var waiting = end();
            if (keep) {
                idle.addLast(this);
            } else {
                close();
            }
            if (waiting == null) {
                whole.release();
            } else {
                waiting.answered(whole);
            }
            runWhenIdle();
        }

        /** Takes the call off this connection; null when there is none. */
        private @Nullable Call end() {
            var waiting = call;
            call = null;
            if (deadline != null) {
                deadline.cancel(false);
                deadline = null;
            }
            if (waiting != null) {
                busy--;
            }
            return waiting;
        }

        private void fail(Failure failure, String why) {
            head = null;
            if (body != null) {
                body.release();
                body = null;
            }
            ended = true;
            var waiting = end();
            if (waiting != null) {
                waiting.failed(failure, why);
                runWhenIdle();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            open.remove(this);
            idle.remove(this);
            if (!ended) {
                boolean silent = head == null;
                if (call != null) {
                    broken = true;
                    brokenNanos = System.nanoTime();
                    closeIdle();
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
}
