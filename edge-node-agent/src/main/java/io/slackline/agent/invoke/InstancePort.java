package io.slackline.agent.invoke;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.time.Duration;

/** The way requests take to one instance or one other agent, so many at a time. Belongs to the event loop. */
public interface InstancePort {
    /** Who waits for one answer. Exactly one of the two is called, once, on the event loop. */
    public interface Call {
        /** Takes over the response. */
        void answered(FullHttpResponse response);

        void failed(Failure failure, String why);
    }

    /** Why there is no answer. */
    public enum Failure {
        /** Nothing was sent: surely not executed. */
        NOT_CONNECTED,
        /** A connection that had been idle did not take the request: surely not executed. */
        NOT_SENT,
        /** The connection ended before the answer was complete: nobody knows whether it was executed. */
        BROKEN,
        /** What came is not an HTTP/1.1 answer, or too large. */
        MALFORMED,
        TIMEOUT
    }

    /** Requests that could be sent now. */
    int free();

    int busy();

    /** Sends one request, which it takes over; only while {@link #free} is positive. */
    void send(FullHttpRequest request, Duration timeout, Call call);

    /** Gets ready for so many requests at a time, ahead of the first. */
    void preconnect(int count);

    /** Sends nothing more; what is under way finishes, then {@code then} runs. */
    void retire(Runnable then);

    /** Ends everything now; what is under way fails as {@link Failure#BROKEN}. */
    void abort();
}
