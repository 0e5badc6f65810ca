package io.slackline.agent.ingress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection of a client; each of its streams is an {@link Http2Exchange}. Belongs to the event loop.
 *
 * <p>Leaving politely, as RFC 9113 section 6.8 recommends: a GOAWAY that admits every stream tells the client to open no more; when what it had sent until
 * then must have arrived, a second one names the last stream. After the answer to the last request the client ends the connection: if we did, what it still
 * sends, window updates at least, would reset the connection and destroy what of the answer is under way; and some clients drop what they have not read yet.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter implements ClientConnection {
    private static final int MOST_STREAMS = 64;
    private static final int LARGEST_HEAD_BYTES = 64 << 10;
    private static final int STREAM_WINDOW_BYTES = 256 << 10;

    /** What a stream has sent and nobody takes yet counts here too: others must go on beside it. */
    private static final int CONNECTION_WINDOW_BYTES = 4 << 20;

    private static final long ROUND_TRIP_MILLIS = 1_000;

    /** A client that is silent for so long after its last answer is not waited for. */
    private static final long LINGER_SECONDS = 5;

    private final HttpService service;
    private @Nullable ChannelHandlerContext context;
    private int streams;
    private boolean leaving;
    private boolean last;
    private boolean departed;
    private boolean heard;

    private Http2Connection(HttpService service) {
        this.service = service;
    }

    static void install(ChannelPipeline pipeline, HttpService service) {
        var connection = new Http2Connection(service);
        var codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(MOST_STREAMS)
                        .maxHeaderListSize(LARGEST_HEAD_BYTES)
                        .initialWindowSize(STREAM_WINDOW_BYTES))
                .build();
        pipeline.addLast(
                codec,
                new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline()
                                .addLast(
                                        new Http2StreamFrameToHttpObjectCodec(true),
                                        new Http2Exchange(service, connection));
                    }
                }),
                connection);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        var _ = ctx.writeAndFlush(
                new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
        service.connectionOpened(this);
    }

    /** Settings, pings and the like, which the codec has answered. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            var _ = ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        heard = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!departed) {
            departed = true;
            service.connectionClosed(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }

    void streamBegan() {
        streams++;
    }

    void streamEnded() {
        streams--;
        closeWhenDone();
    }

    boolean leaving() {
        return leaving;
    }

    @Override
    public void leave() {
        var ctx = context;
        if (ctx == null || leaving) {
            return;
        }
        leaving = true;
        goAway(ctx, Integer.MAX_VALUE);
        var _ = ctx.executor()
                .schedule(
                        () -> {
                            goAway(ctx, 0);
                            last = true;
                            closeWhenDone();
                        },
                        ROUND_TRIP_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static void goAway(ChannelHandlerContext ctx, int moreStreams) {
        if (ctx.channel().isActive()) {
            var frame = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
            frame.setExtraStreamIds(moreStreams);
            var _ = ctx.writeAndFlush(frame);
        }
    }

    private void closeWhenDone() {
        var ctx = context;
        if (!last || streams > 0 || departed || ctx == null) {
            return;
        }
        departed = true;
        service.connectionClosed(this);
        linger(ctx);
    }

    private void linger(ChannelHandlerContext ctx) {
        heard = false;
        var patience = ctx.executor()
                .schedule(
                        () -> {
                            if (heard) {
                                linger(ctx);
                            } else {
                                var _ = ctx.close();
                            }
                        },
                        LINGER_SECONDS,
                        TimeUnit.SECONDS);
        var _ = ctx.channel().closeFuture().addListener(_ -> patience.cancel(false));
    }
}
