package io.slackline.agent.ingress;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Refusal;

/** What an HTTP connection serves. All methods are called on the event loop. */
public interface HttpService {
    void connectionOpened(ClientConnection connection);

    /** No request can come on it any more. */
    void connectionClosed(ClientConnection connection);

    /** The head of a request has arrived. */
    void requestBegan();

    /** Its answer has been written, or its client is gone. Once for each {@link #requestBegan}. */
    void requestEnded();

    /** The answer of a whole request has been written; nanoseconds since its last byte arrived. */
    void answerWritten(long nanos);

    /** Takes over the request, which is complete, and answers the sink exactly once, now or later. */
    void handle(FullHttpRequest request, long arrivedNanos, Exchange.Sink sink);

    /** Whether the client is asked to leave with the present answer. Asked once for each connection that then goes: they may go in turns. */
    boolean asksToLeave();

    /** The answer to a request that did not make it to {@link #handle}; the service counts it. */
    FullHttpResponse refused(Refusal refusal, String message);
}
