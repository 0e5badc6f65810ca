package io.slackline.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2, TLS and HTTP/1.1 on one service address. */
final class ServiceProtocolsTest {
    private static final String IP = "127.0.0.34";

    @TempDir
    Path state;

    private TestKeys keys;
    private TestNode node;
    private FunctionSpec function;
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @BeforeEach
    void start() throws Exception {
        keys = TestKeys.of(IP, state.resolve("keys.p12"));
        node = new TestNode("n1", IP, state, PoolConfig.defaults(), Optional.of(keys.serviceTls()));
        function = node.serve(node.sample("f").build());
        node.provide("whole", node.runtime()::start);
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        node.close();
    }

    private HttpRequest.Builder to(String path) {
        return to(function, path);
    }

    private static HttpRequest.Builder to(FunctionSpec function, String path) {
        return HttpRequest.newBuilder(
                URI.create("https://" + IP + ":" + function.getAddress().getPort() + path));
    }

    @Test
    void speaksHttp2OverTls() throws Exception {
        try (var client = keys.client(HttpClient.Version.HTTP_2)) {
            var body = new byte[3 << 20];
            body[body.length - 1] = 7;
            var answer = client.send(
                    to("/echo")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(HttpClient.Version.HTTP_2, answer.version());
            assertEquals(200, answer.statusCode());
            assertArrayEquals(body, answer.body());
            assertEquals("n1", answer.headers().firstValue("Slackline-Node").orElse(""));
            assertEquals("warm", answer.headers().firstValue("Slackline-Start").orElse(""));
            assertTrue(answer.headers().firstValue("Server-Timing").orElse("").contains("run;dur="));
            var whole = node.serve(node.sample("whole").setRuntime("whole").build());
            var tooLarge = client.send(
                    to(whole, "/echo")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[17 << 20]))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(413, tooLarge.statusCode());
            var head = client.send(to("/echo").HEAD().build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, head.statusCode());
        }
    }

    @Test
    void speaksHttp11OverTls() throws Exception {
        try (var client = keys.client(HttpClient.Version.HTTP_1_1)) {
            for (int i = 0; i < 3; i++) {
                var answer = client.send(
                        to("/echo")
                                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
                assertEquals("hello", answer.body());
            }
        }
    }

    @Test
    void speaksHttp2InClearTextAndAsksToLeavePolitely() throws Exception {
        var goAways = new LinkedBlockingQueue<Http2GoAwayFrame>();
        var connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient().build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                                        new Others(goAways));
                    }
                })
                .connect(IP, function.getAddress().getPort())
                .sync()
                .channel();
        var slow = request(connection, "/slow/300", "late");
        assertEquals(
                "hello", request(connection, "/echo", "hello").get(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals("late", slow.get(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        try (var old = new io.slackline.agent.HttpClient(function.getAddress())) {
            assertEquals("beside", old.post("/echo", "beside").text());
        }
        node.assign(function, Role.DRAIN, "", 60_000);
        slow = request(connection, "/slow/1500", "in flight");
        assertEquals(
                "polite", request(connection, "/echo", "polite").get(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertTrue(goAways.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS) != null);
        assertEquals("in flight", slow.get(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertTrue(connection.closeFuture().await(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        node.await(status -> status.getOpenConnections() == 0 && status.getInFlight() == 0);
    }

    private static CompletableFuture<String> request(Channel connection, String path, String body) throws Exception {
        var answer = new CompletableFuture<String>();
        var stream = new Http2StreamChannelBootstrap(connection)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new Http2StreamFrameToHttpObjectCodec(false),
                                        new HttpObjectAggregator(1 << 20),
                                        new Answer(answer));
                    }
                })
                .open()
                .sync()
                .getNow();
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        request.headers().set(HttpHeaderNames.HOST, "f");
        stream.writeAndFlush(request).sync();
        return answer;
    }

    private static final class Others extends ChannelInboundHandlerAdapter {
        private final LinkedBlockingQueue<Http2GoAwayFrame> goAways;

        Others(LinkedBlockingQueue<Http2GoAwayFrame> goAways) {
            this.goAways = goAways;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2GoAwayFrame goAway) {
                goAways.add(goAway);
            }
            ReferenceCountUtil.release(message);
        }
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<String> answer;

        Answer(CompletableFuture<String> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            answer.complete(response.content().toString(StandardCharsets.UTF_8));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.completeExceptionally(new IOException("the stream ended"));
        }
    }
}
