package io.slackline.agent.ingress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.slackline.agent.invoke.BodyStream;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Headers;
import io.slackline.agent.invoke.Refusal;
import java.net.InetSocketAddress;

/**
 * UDP requests on a service address: each datagram becomes a {@code POST /}, the body of its answer goes back as one datagram, with the
 * service address as its source because the socket is bound to it. The agent's own errors go back as their JSON body. Belongs to the event
 * loop.
 */
public final class UdpIngress extends SimpleChannelInboundHandler<DatagramPacket> {
    /** 65,535 less the heads of IPv4 and UDP. */
    private static final int LARGEST_PAYLOAD = 65_507;

    private final HttpService service;

    public UdpIngress(HttpService service) {
        this.service = service;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
        long arrived = Exchange.nanos(ctx);
        var body = datagram.content().retain();
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", body);
        request.headers()
                .set(HttpHeaderNames.HOST, "udp")
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(Headers.PROTOCOL, "udp");
        service.requestBegan();
        service.handle(request, arrived, new Reply(ctx, datagram.sender()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // An ICMP error of an earlier answer surfaces here; the socket stays good.
    }

    private final class Reply implements Exchange.Sink {
        private final ChannelHandlerContext context;
        private final InetSocketAddress client;

        Reply(ChannelHandlerContext context, InetSocketAddress client) {
            this.context = context;
            this.client = client;
        }

        @Override
        public void answer(Exchange exchange, FullHttpResponse response) {
            int bytes = response.content().readableBytes();
            if (bytes > LARGEST_PAYLOAD) {
                response.release();
                send(exchange, tooLarge("the answer of " + bytes + " bytes"));
            } else {
                send(exchange, response.content());
            }
        }

        @Override
        public void answer(Exchange exchange, HttpResponse head, BodyStream body) {
            body.cancel();
            send(exchange, tooLarge("an answer of more than " + BodyStream.LARGEST_WHOLE_BYTES + " bytes"));
        }

        private ByteBuf tooLarge(String what) {
            return service.refused(Refusal.INSTANCE_FAILED, what + " does not fit into a datagram")
                    .content();
        }

        private void send(Exchange exchange, ByteBuf body) {
            context.writeAndFlush(new DatagramPacket(body, client)).addListener((ChannelFutureListener) written -> {
                service.answerWritten(Exchange.nanos(context) - exchange.arrivedNanos());
                service.requestEnded();
            });
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    }
}
