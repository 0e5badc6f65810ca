package io.slackline.agent.warmup;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.slackline.agent.ingress.ClientConnection;
import io.slackline.agent.ingress.HttpConnection;
import io.slackline.agent.ingress.HttpService;
import io.slackline.agent.invoke.BodyStream;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Refusal;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.runtime.RunningInstance;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An instance inside the agent that answers with what it is sent, on a unix socket. */
public final class EchoInstance implements RunningInstance {
    private final UnixDomainSocketAddress address;
    private final Channel channel;
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    /** @param socket must not exist */
    public EchoInstance(Transport transport, Path socket) {
        address = UnixDomainSocketAddress.of(socket);
        channel = transport
                .listen(address, HttpConnection.initializer(new Echo()))
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void stop() {
        kill();
    }

    @Override
    public void kill() {
        var _ = channel.close();
        try {
            Files.deleteIfExists(address.getPath());
        } catch (IOException stays) {
            ended.complete("stopped, " + stays);
        }
        ended.complete("stopped");
    }

    private static final class Echo implements HttpService {
        @Override
        public void handle(FullHttpRequest request, Optional<BodyStream> body, long arrivedNanos, Exchange.Sink sink) {
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    request.content().retain());
            response.headers()
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
            new Exchange(request, 0, arrivedNanos, sink).answer(response);
        }

        @Override
        public FullHttpResponse refused(Refusal refusal, String message) {
            return refusal.response("echo", message);
        }

        @Override
        public boolean asksToLeave() {
            return false;
        }

        @Override
        public void connectionOpened(ClientConnection connection) {}

        @Override
        public void connectionClosed(ClientConnection connection) {}

        @Override
        public void requestBegan() {}

        @Override
        public void requestEnded() {}

        @Override
        public void answerWritten(long nanos) {}
    }
}
