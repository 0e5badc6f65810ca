package io.slackline.agent.ingress;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.slackline.agent.invoke.BodyPump;
import io.slackline.agent.invoke.BodyStream;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Headers;
import io.slackline.agent.invoke.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection: one request and its answer. Belongs to the event loop. */
final class Http2Exchange extends SimpleChannelInboundHandler<HttpObject> implements Exchange.Sink {
    private final HttpService service;
    private final Http2Connection connection;
    private @Nullable ChannelHandlerContext context;
    private @Nullable RequestAssembly assembly;
    private @Nullable BodyStream answerBody;
    private @Nullable BodyPump pump;
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
            assembly = new RequestAssembly(request, service.streams(request), new Intake(ctx));
            assembly.begin();
            if (assembly != null && assembly.body().isEmpty()) {
                assembly.sayContinue();
            }
        }
        if (message instanceof HttpContent content && assembly != null) {
            assembly.append(content);
        }
    }

    /** Where the request goes as it arrives. What is not read is not acknowledged, and the client stops at the end of its window. */
    private final class Intake implements RequestAssembly.Intake {
        private final ChannelHandlerContext ctx;

        Intake(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public void whole(FullHttpRequest request) {
            assembly = null;
            whole = true;
            handle(ctx, request, Optional.empty());
        }

        @Override
        public void streams(FullHttpRequest request, BodyStream body) {
            handle(ctx, request, Optional.of(body));
        }

        @Override
        public void tooLarge(String message) {
            assembly = null;
            write(ctx, service.refused(Refusal.BODY_TOO_LARGE, message));
        }

        @Override
        public void streamed() {
            assembly = null;
            whole = true;
            resume();
        }

        @Override
        public void sayContinue() {
            var _ = ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }

        @Override
        public void pause() {
            ctx.channel().config().setAutoRead(false);
        }

        @Override
        public void resume() {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void handle(ChannelHandlerContext ctx, FullHttpRequest request, Optional<BodyStream> body) {
        arrivedNanos = Exchange.nanos(ctx);
        Headers.stripHopByHop(request.headers());
        request.headers().remove("x-http2-stream-id").remove("x-http2-scheme").remove("x-http2-stream-weight");
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        if (body.isEmpty()) {
            HttpUtil.setContentLength(request, request.content().readableBytes());
        }
        service.handle(request, body, arrivedNanos, this);
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

    @Override
    public void answer(Exchange exchange, HttpResponse response, BodyStream body) {
        var ctx = context;
        if (ctx == null || ended) {
            body.cancel();
            return;
        }
        leaveIfAsked();
        var _ = ctx.write(response);
        answerBody = body;
        pump = new BodyPump(body, ctx.channel(), new BodyPump.Listener() {
            @Override
            public void written(ChannelFuture last) {
                pump = null;
                answerBody = null;
                var _ = last.addListener((ChannelFutureListener) done -> Http2Exchange.this.written(ctx, done));
            }

            @Override
            public void broken(String why) {
                var _ = ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
            }
        });
        pump.start();
    }

    private void leaveIfAsked() {
        if (!connection.leaving() && service.asksToLeave()) {
            connection.leave();
        }
    }

    private void write(ChannelHandlerContext ctx, FullHttpResponse response) {
        leaveIfAsked();
        Object out = response;
        if (head) {
            var _ = ctx.write(
                    new DefaultHttpResponse(response.protocolVersion(), response.status(), response.headers()));
            response.release();
            out = LastHttpContent.EMPTY_LAST_CONTENT;
        }
        ctx.writeAndFlush(out).addListener((ChannelFutureListener) done -> written(ctx, done));
    }

    private void written(ChannelHandlerContext ctx, ChannelFuture written) {
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
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (pump != null) {
            pump.run();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        if (assembly != null) {
            assembly.discard("the client ended in the middle of its request");
            assembly = null;
        }
        if (answerBody != null) {
            answerBody.cancel();
        }
        connection.streamEnded();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
