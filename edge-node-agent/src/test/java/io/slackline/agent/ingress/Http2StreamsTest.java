package io.slackline.agent.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.FunctionSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of HTTP/2 that break off at either end, and those that wait to be told to go on. Frame by frame, beside a stream that must not notice. */
final class Http2StreamsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path state;

    private TestNode node;
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Channel connection;

    @BeforeEach
    void start() throws Exception {
        node = new TestNode("n1", "127.0.0.43", state);
        FunctionSpec function = node.serve(node.sample("f").build());
        connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient().build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                })
                .connect(function.getAddress().getIp(), function.getAddress().getPort())
                .sync()
                .channel();
    }

    @AfterEach
    void stop() throws Exception {
        var beside = new Stream("/echo", "5", false);
        beside.send("after".getBytes(StandardCharsets.US_ASCII), true);
        assertEquals("200", beside.status(), "the connection lives");
        assertEquals("after", beside.text());
        node.awaitStatus("f", status -> status.getInFlight() == 0);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        node.close();
    }

    /** One request, whose frames the test sends, and what comes back. */
    private final class Stream {
        private final LinkedBlockingQueue<Object> frames = new LinkedBlockingQueue<>();
        private final Http2StreamChannel channel;

        Stream(String path, String length, boolean asksFirst) throws Exception {
            channel = new Http2StreamChannelBootstrap(connection)
                    .handler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object frame) {
                            frames.add(frame);
                        }

                        @Override
                        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                            if (event instanceof Http2ResetFrame) {
                                frames.add(event);
                            }
                        }
                    })
                    .open()
                    .sync()
                    .getNow();
            var headers = new DefaultHttp2Headers()
                    .method("POST")
                    .path(path)
                    .scheme("http")
                    .authority("f")
                    .add("content-length", length);
            if (asksFirst) {
                headers.add("expect", "100-continue");
            }
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false)).sync();
        }

        void send(byte[] bytes, boolean last) {
            channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), last));
        }

        void reset() {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }

        Object next() throws InterruptedException {
            var frame = frames.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame within " + TestNode.PATIENCE);
            }
            return frame;
        }

        String status() throws InterruptedException {
            return ((Http2HeadersFrame) next()).headers().status().toString();
        }

        /** The rest of the body. */
        String text() throws InterruptedException {
            var text = new StringBuilder();
            boolean last = false;
            while (!last) {
                var data = (Http2DataFrame) next();
                text.append(data.content().toString(StandardCharsets.US_ASCII));
                last = data.isEndStream();
                data.release();
            }
            return text.toString();
        }

        /** What comes behind the data that comes first. */
        Http2ResetFrame resetBehindData() throws InterruptedException {
            while (true) {
                var frame = next();
                if (frame instanceof Http2ResetFrame reset) {
                    return reset;
                }
                ReferenceCountUtil.release(frame);
            }
        }
    }

    @Test
    void aClientThatResetsItsRequestEndsTheFunctionsRead() throws Exception {
        var stream = new Stream("/sum", Integer.toString(100 * MIB), false);
        stream.send(new byte[MIB], false);
        node.awaitStatus("f", status -> status.getInFlight() == 1);
        stream.reset();
        node.awaitStatus("f", status -> status.getInFlight() == 0 && status.getFailed() == 1);
    }

    @Test
    void aClientThatResetsItsAnswerEndsTheFunctionsWrite() throws Exception {
        var stream = new Stream("/pour/" + 1024 * MIB, "0", false);
        stream.send(new byte[0], true);
        assertEquals("200", stream.status());
        stream.reset();
        node.awaitStatus("f", status -> status.getInFlight() == 0 && status.getFailed() == 1);
    }

    @Test
    void aClientThatResetsASmallRequestIsNotAnswered() throws Exception {
        var stream = new Stream("/slow/300", "0", false);
        stream.send(new byte[0], true);
        node.awaitStatus("f", status -> status.getInFlight() == 1);
        stream.reset();
        node.awaitStatus("f", status -> status.getInFlight() == 0);
    }

    @Test
    void anInstanceThatDiesInTheMiddleOfARequestIsNamedInTheAnswer() throws Exception {
        var stream = new Stream("/half/" + MIB, Integer.toString(100 * MIB), false);
        stream.send(new byte[2 * MIB], false);
        assertEquals("502", stream.status());
        assertEquals(Http2Error.NO_ERROR.code(), stream.resetBehindData().errorCode(), "the rest is not wanted");
        node.nextLost();
    }

    @Test
    void anInstanceThatDiesInTheMiddleOfAnAnswerResetsTheStream() throws Exception {
        var stream = new Stream("/torn/" + 4 * MIB, "0", false);
        stream.send(new byte[0], true);
        assertEquals("200", stream.status());
        assertEquals(Http2Error.INTERNAL_ERROR.code(), stream.resetBehindData().errorCode());
        node.nextLost();
        node.awaitStatus("f", status -> status.getInFlight() == 0 && status.getFailed() == 1);
    }

    @Test
    void continueIsSaidBeforeTheAnswer() throws Exception {
        for (int bytes : new int[] {1000, 2 * MIB}) {
            var stream = new Stream("/sum", Integer.toString(bytes), true);
            assertEquals("100", stream.status());
            stream.send(new byte[bytes], true);
            assertEquals("200", stream.status());
            assertTrue(stream.text().startsWith(bytes + " "));
        }
    }
}
