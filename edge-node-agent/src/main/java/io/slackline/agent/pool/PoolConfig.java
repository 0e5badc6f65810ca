package io.slackline.agent.pool;

import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.Default;
import java.time.Duration;

/**
 * How functions are managed. The defaults are those of NEMO, sections 4.3 and 5.1, where it names any.
 *
 * @param policy who decides
 * @param memoryMib bound of all instances together
 * @param functionMemoryMib counted for a function that names no memory of its own
 * @param maxPrewarmed instances that were started before anybody asked for them, and were not asked for yet
 * @param prewarmInterval of the pre-warm daemon
 * @param idleTimeout an instance that was not invoked for so long is stopped; the next request starts one
 * @param parkedTimeout an instance whose function has left the node waits so long for its return; 0s: it stops at once
 * @param assignedGrace what the controller has assigned stays warm at least so long for its first invocation
 * @param maxInstances of one function
 * @param admissionHorizon the CPU work of what runs may be what slack does in so long; 0s: everything may run
 * @param admissionFloorMillicores counted on even when slack is less
 * @param queueBound requests of one class that may wait on the node
 */
public record PoolConfig(
        @Default("nemo") Policies.Name policy,
        @Default("2048") int memoryMib,
        @Default("256") int functionMemoryMib,
        @Default("6") int maxPrewarmed,
        @Default("3s") Duration prewarmInterval,
        @Default("10m") Duration idleTimeout,
        @Default("60s") Duration parkedTimeout,
        @Default("60s") Duration assignedGrace,
        @Default("4") int maxInstances,
        @Default("1s") Duration admissionHorizon,
        @Default("50") int admissionFloorMillicores,
        @Default("1024") int queueBound) {

    public PoolConfig {
        if (memoryMib < 1) {
            throw new IllegalArgumentException("memoryMib: expected 1 or more, got " + memoryMib);
        }
        if (functionMemoryMib < 1) {
            throw new IllegalArgumentException("functionMemoryMib: expected 1 or more, got " + functionMemoryMib);
        }
        if (prewarmInterval.toMillis() < 10) {
            throw new IllegalArgumentException("prewarmInterval: expected 10ms or more, got " + prewarmInterval);
        }
        if (idleTimeout.isZero()) {
            throw new IllegalArgumentException("idleTimeout: expected more than 0, got " + idleTimeout);
        }
        if (maxInstances < 1) {
            throw new IllegalArgumentException("maxInstances: expected 1 or more, got " + maxInstances);
        }
        if (queueBound < 0) {
            throw new IllegalArgumentException("queueBound: expected 0 or more, got " + queueBound);
        }
    }

    /** As where the configuration says nothing. */
    public static PoolConfig defaults() {
        return ConfigLoader.parse("{}", "defaults", PoolConfig.class);
    }
}
