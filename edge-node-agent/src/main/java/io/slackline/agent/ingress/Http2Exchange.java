package io.slackline.agent.ingress;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Headers;
import io.slackline.agent.invoke.Refusal;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection: one request and its answer. Belongs to the event loop. */
final class Http2Exchange extends SimpleChannelInboundHandler<HttpObject> implements Exchange.Sink {
    private final HttpService service;
    private final Http2Connection connection;
    private @Nullable ChannelHandlerContext context;
    private @Nullable RequestAssembly assembly;
    private boolean head;
    private boolean whole;
    private boolean began;
    private boolean ended;
    private long arrivedNanos;

    Http2Exchange(HttpService service, Http2Connection connection) {
        this.service = service;
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        connection.streamBegan();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpRequest request && !began) {
            began = true;
            service.requestBegan();
            head = request.method().equals(HttpMethod.HEAD);
            arrivedNanos = Exchange.nanos(ctx);
            if (HttpUtil.getContentLength(request, 0L) > RequestAssembly.LARGEST_BODY_BYTES) {
                tooLarge(ctx);
            } else {
                assembly = new RequestAssembly(request);
            }
        }
        var current = assembly;
        if (message instanceof HttpContent content && current != null) {
            switch (current.append(content)) {
                case MORE -> {}
                case COMPLETE -> {
                    assembly = null;
                    whole = true;
                    handle(ctx, current.request());
                }
                case TOO_LARGE -> {
                    assembly = null;
                    current.discard();
                    tooLarge(ctx);
                }
            }
        }
    }

    private void handle(ChannelHandlerContext ctx, FullHttpRequest request) {
        arrivedNanos = Exchange.nanos(ctx);
        Headers.stripHopByHop(request.headers());
        request.headers().remove("x-http2-stream-id").remove("x-http2-scheme").remove("x-http2-stream-weight");
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        HttpUtil.setContentLength(request, request.content().readableBytes());
        service.handle(request, arrivedNanos, this);
    }

    private void tooLarge(ChannelHandlerContext ctx) {
        write(
                ctx,
                service.refused(
                        Refusal.BODY_TOO_LARGE,
                        "the body of the request exceeds " + RequestAssembly.LARGEST_BODY_BYTES + " bytes"));
    }

    @Override
    public void answer(Exchange exchange, FullHttpResponse response) {
        var ctx = context;
        if (ctx == null || ended) {
            response.release();
        } else {
            write(ctx, response);
        }
    }

    private void write(ChannelHandlerContext ctx, FullHttpResponse response) {
        if (!connection.leaving() && service.asksToLeave()) {
            connection.leave();
        }
        Object out = response;
        if (head) {
            var _ = ctx.write(
                    new DefaultHttpResponse(response.protocolVersion(), response.status(), response.headers()));
            response.release();
            out = LastHttpContent.EMPTY_LAST_CONTENT;
        }
        ctx.writeAndFlush(out).addListener((ChannelFutureListener) written -> {
            if (!ended) {
                service.answerWritten(Exchange.nanos(ctx) - arrivedNanos);
            }
            end();
            if (!whole && written.isSuccess()) {
                // The answer stands although the rest of the request is not wanted (RFC 9113, section 8.1).
                var _ = ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
            } else {
                var _ = ctx.close();
            }
        });
    }

    private void end() {
        if (!ended && began) {
            ended = true;
            service.requestEnded();
        }
    }

    @Override
    public boolean abandoned() {
        return ended;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (assembly != null) {
            assembly.discard();
            assembly = null;
        }
        end();
        connection.streamEnded();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
