package io.slackline.agent.adapt;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;

/** How one function of another platform wants to be called. Belongs to the event loop. */
interface Contract {
    /** What a request becomes. */
    sealed interface Translated {
        /** Sent as it came; its answer goes back as it comes. */
        record Unchanged() implements Translated {}

        /** A POST of this JSON; its answer is translated back. */
        record Call(String path, String json) implements Translated {}

        /** It cannot be said in this contract. */
        record Impossible(String why) implements Translated {}
    }

    Translated translate(FullHttpRequest request);

    /** Takes over the answer to a translated call. */
    FullHttpResponse translateBack(FullHttpResponse response);
}
