package io.slackline.agent.invoke;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
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
    private static final int LARGEST_HEAD_BYTES = 64 << 10;

    /** A process that dies closes its connections one by one: so long a new one may still seem to be taken. */
    private static final Duration DEATH = Duration.ofMillis(20);

    private final Transport transport;
    private final SocketAddress address;
    private final int limit;
    private final ArrayDeque<HttpPoolConnection> idle = new ArrayDeque<>();
    private final Set<HttpPoolConnection> open = new LinkedHashSet<>();
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
            var connection = new HttpPoolConnection(this, transport.loop(), address);
            connect(connection, null);
        }
    }

    @Override
    public void send(FullHttpRequest request, Duration timeout, Call call) {
        begin(new HttpPoolConnection.Outgoing.Whole(request, timeout), call);
    }

    @Override
    public void stream(HttpRequest head, BodyStream body, Duration timeout, StreamingCall call) {
        if (!HttpUtil.isContentLengthSet(head)) {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        begin(new HttpPoolConnection.Outgoing.Streamed(head, body, timeout), call);
    }

    private void begin(HttpPoolConnection.Outgoing request, Call call) {
        if (free() <= 0) {
            request.drop();
            throw new IllegalStateException("no free connection to " + address);
        }
        busy++;
        var connection = idle.pollLast();
        if (connection == null) {
            var fresh = new HttpPoolConnection(this, transport.loop(), address);
            fresh.begin(call);
            long pause = broken ? brokenNanos + DEATH.toNanos() - System.nanoTime() : 0;
            if (pause > 0) {
                var _ = transport.loop().schedule(() -> connect(fresh, request), pause, TimeUnit.NANOSECONDS);
            } else {
                connect(fresh, request);
            }
        } else {
            connection.begin(call);
            connection.write(request);
        }
    }

    @Override
    public void retire(Runnable then) {
        closed = true;
        whenIdle = then;
        closeIdle();
        runWhenIdle();
    }

    @Override
    public void abort() {
        closed = true;
        for (var connection : new ArrayList<>(open)) {
            connection.close();
        }
    }

    /** Takes no more requests. */
    boolean closed() {
        return closed;
    }

    /** It is connected, and ahead of the first request. */
    void connected(HttpPoolConnection connection) {
        idle.addFirst(connection);
    }

    /** Its request is answered, and it may have another. */
    void reusable(HttpPoolConnection connection) {
        idle.addLast(connection);
    }

    /** A request has left its connection. */
    void freed() {
        busy--;
    }

    void gone(HttpPoolConnection connection) {
        open.remove(connection);
        idle.remove(connection);
    }

    /** What broke one connection may have broken all: the next request shows on a new one whether anybody is there. */
    void broke() {
        broken = true;
        brokenNanos = System.nanoTime();
        closeIdle();
    }

    private void closeIdle() {
        for (var connection : new ArrayList<>(idle)) {
            connection.close();
        }
        idle.clear();
    }

    void runWhenIdle() {
        var then = whenIdle;
        if (busy == 0 && then != null) {
            whenIdle = null;
            then.run();
        }
    }

    private void connect(HttpPoolConnection connection, HttpPoolConnection.@Nullable Outgoing request) {
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
        connection.connecting(future.channel());
        var _ = future.addListener((ChannelFutureListener) connected -> connection.connected(connected, request));
    }
}
