package io.slackline.controller.node;

import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves functions off nodes whose agents have been away too long, where the switch cannot help itself: in SLACK mode it stops choosing a node
 * that does not report, a pinned node or a fixed share it obeys. Waits well beyond a restart of an agent, which adopts its own functions.
 */
public final class Failover {
    private static final Logger log = LoggerFactory.getLogger(Failover.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Fleet fleet;
    private final Plans plans;
    private final MigrationEngine engine;
    private final EventLog events;
    private final Timekeeper time;
    private final Duration after;
    private final Map<String, String> lastProblem = new ConcurrentHashMap<>();

    /**
     * Idle until {@link #start}.
     *
     * @param after zero: never
     */
    public Failover(
            Cluster cluster,
            Fleet fleet,
            Plans plans,
            MigrationEngine engine,
            EventLog events,
            Timekeeper time,
            Duration after) {
        this.cluster = cluster;
        this.fleet = fleet;
        this.plans = plans;
        this.engine = engine;
        this.events = events;
        this.time = time;
        this.after = after;
    }

    /** Looks once a second from now on. */
    public void start() {
        if (!after.isZero()) {
            time.after(INTERVAL, this::tick);
        }
    }

    private void tick() {
        try {
            look(cluster.snapshot());
        } catch (RuntimeException failed) {
            log.error("looking for lost nodes failed", failed);
        } finally {
            time.after(INTERVAL, this::tick);
        }
    }

    private void look(Snapshot snapshot) {
        for (var function : snapshot.functions().values()) {
            if (function.steering().mode() != SteeringMode.SLACK
                    && snapshot.openMigrationOf(function.name()).isEmpty()) {
                function.steering().nodes().stream()
                        .filter(this::lost)
                        .findFirst()
                        .ifPresent(node -> move(function, node));
            }
        }
    }

    private boolean lost(String node) {
        var away = fleet.awaySinceNanos(node);
        return away.isPresent() && time.nanos() - away.getAsLong() >= after.toNanos();
    }

    private void move(FunctionEntry function, String node) {
        try {
            engine.start(draft -> plans.move(draft, function.name(), node, "", 0, Cause.RECOVERY));
            lastProblem.remove(function.name());
        } catch (SlacklineException refused) {
            if (!refused.getMessage().equals(lastProblem.put(function.name(), refused.getMessage()))) {
                events.error(
                        "function.unserved",
                        function.name(),
                        "node " + node + " is away and no other can take it: " + refused.getMessage());
            }
        }
    }
}
