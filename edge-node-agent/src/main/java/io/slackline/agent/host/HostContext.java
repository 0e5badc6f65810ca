package io.slackline.agent.host;

import io.slackline.agent.invoke.Forwarder;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.runtime.FunctionRuntime;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What all hosted functions of a node share.
 *
 * @param node its name
 * @param availableMillicores that functions may use now
 * @param runtimes by name; throws SlacklineException INVALID_ARGUMENT that lists the valid ones
 */
public record HostContext(
        String node,
        Transport transport,
        Forwarder forwarder,
        Function<String, FunctionRuntime> runtimes,
        PoolConfig pool,
        IntSupplier availableMillicores) {

    /** The event loop's clock: nothing in this package asks the system for the time. */
    long nanos() {
        return transport.loop().ticker().nanoTime();
    }
}
