package io.slackline.agent.ingress;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.slackline.agent.invoke.BodyStream;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Refusal;
import java.util.Optional;

/** What an HTTP connection serves. All methods are called on the event loop. */
public interface HttpService {
    void connectionOpened(ClientConnection connection);

    /** No request can come on it any more. */
    void connectionClosed(ClientConnection connection);

    /** The head of a request has arrived. */
    void requestBegan();

    /** Its answer has been written, or its client is gone. Once for each {@link #requestBegan}. */
    void requestEnded();

    /** The answer of a request has been written; nanoseconds since its last byte arrived, or where it was handed over earlier since then. */
    void answerWritten(long nanos);

    /** Whether a large body is handed over while it arrives; otherwise requests are handed over whole, and bodies beyond a bound are refused. */
    default boolean streams(HttpRequest head) {
        return false;
    }

    /**
     * Takes over the request and answers the sink exactly once, now or later.
     *
     * @param body where it is still arriving; the request's own is empty then
     */
    void handle(FullHttpRequest request, Optional<BodyStream> body, long arrivedNanos, Exchange.Sink sink);

    /** As above, for a whole request. */
    default void handle(FullHttpRequest request, long arrivedNanos, Exchange.Sink sink) {
        handle(request, Optional.empty(), arrivedNanos, sink);
    }

    /** Whether the client is asked to leave with the present answer. Asked once for each connection that then goes: they may go in turns. */
    boolean asksToLeave();

    /** The answer to a request that did not make it to {@link #handle}; the service counts it. */
    FullHttpResponse refused(Refusal refusal, String message);
}
