package io.slackline.testbed.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/**
 * How the requests of one flow travel. All methods run under the generator's lock; none blocks.
 */
interface Flow extends AutoCloseable {
    /** Opens what the flow needs before its first request; blocks. */
    void open() throws IOException;

    /** Sends the request now, or as soon as a connection is free. */
    void fire(int request);

    /** The request's time is over: whatever carries it is given up. */
    void expired(int request);

    /** Tries again what the network refused; called every 50 ms or so. */
    default void retry() {}

    @Override
    void close();

    /** What hangs on a selection key. */
    interface Endpoint {
        /** Its channel can be read or is connected. */
        void ready(SelectionKey key);
    }
}
