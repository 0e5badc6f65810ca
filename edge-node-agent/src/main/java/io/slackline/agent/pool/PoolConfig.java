package io.slackline.agent.pool;

import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.Default;
import java.time.Duration;

/**
 * How many instances stay warm, and for how long. The defaults are those of NEMO, sections 4.3 and 5.1, where it names any.
 *
 * @param memoryMib bound of all instances together
 * @param functionMemoryMib counted for a function that names no memory of its own
 * @param idleTimeout an instance that was not invoked for so long is stopped; the next request starts one
 * @param parkedTimeout an instance whose function has left the node waits so long for its return; 0s: it stops at once
 * @param assignedGrace what the controller has assigned stays warm at least so long for its first invocation
 * @param maxInstances of one function
 */
public record PoolConfig(
        @Default("2048") int memoryMib,
        @Default("256") int functionMemoryMib,
        @Default("10m") Duration idleTimeout,
        @Default("60s") Duration parkedTimeout,
        @Default("60s") Duration assignedGrace,
        @Default("4") int maxInstances) {

    public PoolConfig {
        if (memoryMib < 1) {
            throw new IllegalArgumentException("memoryMib: expected 1 or more, got " + memoryMib);
        }
        if (functionMemoryMib < 1) {
            throw new IllegalArgumentException("functionMemoryMib: expected 1 or more, got " + functionMemoryMib);
        }
        if (idleTimeout.isZero()) {
            throw new IllegalArgumentException("idleTimeout: expected more than 0, got " + idleTimeout);
        }
        if (maxInstances < 1) {
            throw new IllegalArgumentException("maxInstances: expected 1 or more, got " + maxInstances);
        }
    }

    /** As where the configuration says nothing. */
    public static PoolConfig defaults() {
        return ConfigLoader.parse("{}", "defaults", PoolConfig.class);
    }
}
