package io.slackline.agent.invoke;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One event loop and the sockets that live on it. A single thread owns all request state, so a request costs no hand-over between threads,
 * and counters are exact without atomics.
 */
public final class Transport implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int UDP_RECEIVE_BUFFER_BYTES = 4 << 20;
    private static final int CONNECT_TIMEOUT_MS = 2_000;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Optional<SslContext> serviceTls;

    public Transport(ThreadFactory threads) {
        this(threads, Optional.empty());
    }

    /** @param serviceTls what service addresses show to clients that come with TLS */
    public Transport(ThreadFactory threads, Optional<SslContext> serviceTls) {
        this.serviceTls = serviceTls;
        group = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        loop = group.next();
    }

    /** On a loop that somebody else runs; what it can listen on and connect to is the loop's business. */
    public Transport(EventLoop loop) {
        this.loop = loop;
        group = loop;
        serviceTls = Optional.empty();
    }

    public EventLoop loop() {
        return loop;
    }

    /** Empty where service addresses are clear text only. */
    public Optional<SslContext> serviceTls() {
        return serviceTls;
    }

    /** Listens on a unix domain socket. */
    public ChannelFuture listen(UnixDomainSocketAddress address, ChannelHandler perConnection) {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerDomainSocketChannel.class)
                .childHandler(perConnection)
                .bind(address);
    }

    /** Listens for TCP connections; they may half-close, so that an answer survives the client's early FIN. */
    public ChannelFuture listen(InetSocketAddress address, ChannelHandler perConnection) {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(perConnection)
                .bind(address);
    }

    public ChannelFuture listenUdp(InetSocketAddress address, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, UDP_RECEIVE_BUFFER_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM))
                .handler(handler)
                .bind(address);
    }

    /** Connects over TCP or to a unix domain socket, as the address says. */
    public ChannelFuture connect(SocketAddress address, ChannelHandler handler) {
        var bootstrap = new Bootstrap().group(loop).handler(handler);
        if (address instanceof UnixDomainSocketAddress) {
            return bootstrap.channel(NioDomainSocketChannel.class).connect(address);
        }
        return bootstrap
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .connect(address);
    }

    /** Ends the loop after what is due now. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
