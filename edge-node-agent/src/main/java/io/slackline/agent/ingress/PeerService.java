package io.slackline.agent.ingress;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.slackline.agent.invoke.BodyStream;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Headers;
import io.slackline.agent.invoke.Refusal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What other agents and the controller talk to: the header {@code Slackline-Function} names the function, {@code Slackline-Forwarded} counts
 * the agents passed so far. Belongs to the event loop.
 */
public final class PeerService implements HttpService {
    /** Takes requests that did not come over the function's own address. */
    public interface Target {
        /** As {@link HttpService#streams}. */
        boolean streams();

        /** Takes over the request and answers the sink exactly once. */
        void fromPeer(
                FullHttpRequest request, Optional<BodyStream> body, int hops, long arrivedNanos, Exchange.Sink sink);
    }

    private final String node;
    private final Function<String, @Nullable Target> functions;

    /** @param functions by name; null when this node does not host it */
    public PeerService(String node, Function<String, @Nullable Target> functions) {
        this.node = node;
        this.functions = functions;
    }

    private @Nullable Target target(HttpRequest request) {
        var name = request.headers().get(Headers.FUNCTION);
        return name == null ? null : functions.apply(name);
    }

    /** A request for a function that is not here is refused before its body is sent. */
    @Override
    public boolean streams(HttpRequest head) {
        var target = target(head);
        return target == null ? head.headers().contains(Headers.FUNCTION) : target.streams();
    }

    @Override
    public void handle(FullHttpRequest request, Optional<BodyStream> body, long arrivedNanos, Exchange.Sink sink) {
        var name = request.headers().get(Headers.FUNCTION);
        int hops = request.headers().getInt(Headers.FORWARDED, 0);
        var target = target(request);
        request.headers().remove(Headers.FUNCTION).remove(Headers.FORWARDED);
        if (target != null) {
            target.fromPeer(request, body, hops, arrivedNanos, sink);
            return;
        }
        var exchange = new Exchange(request, body, hops, arrivedNanos, sink);
        if (name == null && request.uri().equals(Headers.ECHO)) {
            exchange.answer(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
            return;
        }
        exchange.answer(
                name == null
                        ? Refusal.BAD_REQUEST.response(
                                node, "a request to an agent names its function in the header " + Headers.FUNCTION)
                        : Refusal.NOT_HOSTED.response(node, "node " + node + " does not host function " + name));
    }

    @Override
    public FullHttpResponse refused(Refusal refusal, String message) {
        return refusal.response(node, message);
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
