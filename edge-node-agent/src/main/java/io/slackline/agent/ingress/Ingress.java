package io.slackline.agent.ingress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells on one port what a client speaks, by its first bytes: TLS (a handshake record, RFC 8446 section 5.1; inside it ALPN decides), HTTP/2 with prior
 * knowledge (its preface, RFC 9113 section 3.4), or else HTTP/1.1.
 */
public final class Ingress extends ByteToMessageDecoder implements ClientConnection {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HANDSHAKE = 22;

    private final HttpService service;
    private final Optional<SslContext> tls;
    private @Nullable ChannelHandlerContext context;

    private Ingress(HttpService service, Optional<SslContext> tls) {
        this.service = service;
        this.tls = tls;
    }

    /**
     * For each accepted connection of a service address.
     *
     * @param tls where given, clients may come with TLS; its context must offer h2 and http/1.1 by ALPN
     */
    public static ChannelInitializer<Channel> initializer(HttpService service, Optional<SslContext> tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Ingress(service, tls));
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        service.connectionOpened(this);
    }

    /** Whoever serves the connection from now on has told of itself already. */
    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        service.connectionClosed(this);
    }

    @Override
    public void leave() {
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        super.userEventTriggered(ctx, event);
        if (event instanceof ChannelInputShutdownEvent && !ctx.isRemoved()) {
            var _ = ctx.close();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.getUnsignedByte(in.readerIndex()) == HANDSHAKE && tls.isPresent()) {
            ctx.pipeline()
                    .addLast(tls.get().newHandler(ctx.alloc()), new Negotiated(service))
                    .remove(this);
            return;
        }
        int known = Math.min(PREFACE.length, in.readableBytes());
        boolean http2 = true;
        for (int i = 0; i < known && http2; i++) {
            http2 = in.getByte(in.readerIndex() + i) == PREFACE[i];
        }
        if (http2 && known < PREFACE.length) {
            return;
        }
        if (http2) {
            Http2Connection.install(ctx.pipeline(), service);
        } else {
            HttpConnection.install(ctx.pipeline(), service);
        }
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }

    /** After the handshake. */
    private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
        private final HttpService service;

        Negotiated(HttpService service) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.service = service;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                Http2Connection.install(ctx.pipeline(), service);
            } else {
                HttpConnection.install(ctx.pipeline(), service);
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }
    }
}
