package io.slackline.agent.host;

import io.netty.channel.EventLoop;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.pool.WarmPool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Decides for all functions of the node how many instances live and what may run (NEMO, section 4.3). Belongs to the event loop.
 */
final class FunctionController {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final PoolConfig config;
    private final WarmPool pool;

    FunctionController(EventLoop loop, PoolConfig config) {
        this.config = config;
        pool = new WarmPool(config.memoryMib());
        var _ = loop.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    WarmPool pool() {
        return pool;
    }

    PoolConfig config() {
        return config;
    }

    private void tick() {
        long now = System.nanoTime();
        pool.evictUnusedSince(
                now - config.parkedTimeout().toNanos(),
                member -> member instanceof Instance instance && instance.phase() == Instance.Phase.PARKED);
        pool.evictUnusedSince(now - config.idleTimeout().toNanos(), member -> true);
    }
}
