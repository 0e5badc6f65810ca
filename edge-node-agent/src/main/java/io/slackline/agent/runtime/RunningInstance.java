package io.slackline.agent.runtime;

import io.slackline.agent.invoke.HttpPool;
import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.invoke.Transport;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A living copy of a function that answers HTTP. Any thread may call it. */
public interface RunningInstance {
    /** A unix domain socket or a loopback port. */
    SocketAddress address();

    /** Opens the way that requests take to it. Called on the event loop. */
    default InstancePort connect(Transport transport, int concurrency) {
        return new HttpPool(transport, address(), concurrency);
    }

    /** Its process; its descendants belong to it. */
    long pid();

    /** Completes when it has ended, with how: the exit code and the end of its log. */
    CompletableFuture<String> ended();

    /** Whether it still answers, asked anew. Blocks for a second at most. */
    default boolean probe() {
        return !ended().isDone();
    }

    /** As {@link #probe()}, on a virtual thread of its own, which tells what it found. Returns at once what gives it up. */
    default Runnable probe(Consumer<Boolean> told) {
        return Thread.ofVirtual().name("probe").start(() -> told.accept(probe()))::interrupt;
    }

    /** Asks it to end, and ends it when it does not in two seconds. Returns at once. */
    void stop();

    /** Ends it and its descendants now. */
    void kill();
}
