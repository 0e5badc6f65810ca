package io.slackline.agent.host;

import io.slackline.agent.ingress.HttpService;
import io.slackline.api.v1.ServiceAddress;
import java.util.concurrent.CompletableFuture;

/** Where the requests of functions come in. */
public interface ServiceDoors extends AutoCloseable {
    /** One function's. */
    interface Door {
        /** Lets no new connection in. Called on the event loop. */
        void close();
    }

    /**
     * Makes the address local and lets its requests in. The future fails with a {@link io.slackline.common.SlacklineException} that says why, and then
     * nothing is open.
     */
    CompletableFuture<Door> open(ServiceAddress address, HttpService service);

    /** The address is local no more; one that never was is fine. */
    void release(String ip);

    @Override
    void close();
}
