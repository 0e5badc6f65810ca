package io.slackline.agent.invoke;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;

/** The way requests take to one instance or one other agent, so many at a time. Belongs to the event loop. */
public interface InstancePort {
    /** Who waits for one answer. Exactly one of the two is called, once, on the event loop. */
    public interface Call {
        /** Takes over the response. */
        void answered(FullHttpResponse response);

        void failed(Failure failure, String why);
    }

    /** Who can also take an answer too large to be held. */
    public interface StreamingCall extends Call {
        /** The answer begins; exactly one of {@link #ended} and {@link #failed} follows, and the body tells of a failure as well. */
        void answering(HttpResponse head, BodyStream body);

        /** The answer has come to its end. */
        void ended();
    }

    /** Why there is no answer, or no whole one. */
    public enum Failure {
        /** Nothing was sent: surely not executed. */
        NOT_CONNECTED,
        /** A connection that had been idle did not take the request: surely not executed. */
        NOT_SENT,
        /** The connection ended before the answer was complete: nobody knows whether it was executed. */
        BROKEN,
        /** What came is not an HTTP/1.1 answer, or too large. */
        MALFORMED,
        TIMEOUT,
        /** The client ended before its request was complete, or before it had the answer. */
        ABANDONED,
        /** The client neither sent nor took anything for too long. */
        STALLED
    }

    /** Requests that could be sent now. */
    int free();

    int busy();

    /** Sends one request, which it takes over; only while {@link #free} is positive. */
    void send(FullHttpRequest request, Duration timeout, Call call);

    /**
     * Sends a request whose body is still arriving; only where the function's runtime streams bodies. Before anything is taken from the body, the connection
     * has taken the head, and when that asks for it (Expect: 100-continue) the other end wants the body. The timeout begins anew with whatever comes or goes.
     */
    default void stream(HttpRequest head, BodyStream body, Duration timeout, StreamingCall call) {
        throw new UnsupportedOperationException("takes whole requests only");
    }

    /** Gets ready for so many requests at a time, ahead of the first. */
    void preconnect(int count);

    /** Sends nothing more; what is under way finishes, then {@code then} runs. */
    void retire(Runnable then);

    /** Ends everything now; what is under way fails as {@link Failure#BROKEN}. */
    void abort();
}
