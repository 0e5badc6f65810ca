package io.slackline.agent.pool;

import io.slackline.api.v1.FunctionClass;
import java.time.Duration;
import java.util.List;

/** How the node manages its functions. Asked on the event loop; an answer must be quick, and nothing in it may block. */
public interface Policy {
    /** Where a request is run. */
    enum Place {
        /** In an instance of this node; it waits for one if need be. */
        HERE,
        /** On another node of the edge. */
        EDGE,
        CLOUD,
        /** Refused, and told when to come again. */
        NOWHERE
    }

    /** What becomes of an instance that runs nothing any more. */
    enum Idle {
        STAYS,
        ENDS
    }

    /**
     * A request that has come.
     *
     * @param warm an instance has a free place for it
     * @param room for another instance there is room
     * @param full neither can it run here now, nor may more wait
     * @param edge the function is served by another node of the edge
     * @param cloud it is served in the cloud
     */
    record Arrival(
            String function,
            FunctionClass functionClass,
            boolean warm,
            boolean room,
            boolean full,
            boolean edge,
            boolean cloud) {}

    /**
     * A function that no instance serves.
     *
     * @param memoryMib that an instance of it takes
     */
    record Cold(String function, int memoryMib, FunctionHistory history) {}

    Place arrival(Arrival arrival);

    /** After the last invocation of an instance's function. */
    Idle completion(String function);

    /**
     * Which to pre-warm next, best first; asked every {@link PoolConfig#prewarmInterval()} while none is being pre-warmed.
     *
     * @param freeMib without evicting anything
     */
    List<String> tick(long nowNanos, Duration interval, List<Cold> cold, int freeMib);

    /** Whether invocations wait until slack holds them. */
    boolean admits();

    /** Whether network functions are harvested for functions. */
    boolean harvests();
}
