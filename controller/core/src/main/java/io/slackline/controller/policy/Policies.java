package io.slackline.controller.policy;

import static io.slackline.controller.model.PolicyKey.AT_ONCE;
import static io.slackline.controller.model.PolicyKey.COOLDOWN;

import io.slackline.common.SlacklineException;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.device.DeviceManager;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts migrations by itself. Every half second each {@link Rule} that is on looks at the present and proposes; what is proposed is done unless the function moved
 * lately, for whatever reason ({@code moves.cooldown}), or enough moves by policy are under way ({@code moves.at-once}).
 *
 * <p>No flapping: a rule acts on what has lasted for its dwell; it moves only to a node that is better by a margin; and whatever it did wrong, a function moves
 * at most once in a cooldown. After a restart of the controller all dwells begin anew.
 */
public final class Policies {
    private static final Logger log = LoggerFactory.getLogger(Policies.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Fleet fleet;
    private final DeviceManager devices;
    private final Placer placer;
    private final Plans plans;
    private final MigrationEngine engine;
    private final EventLog events;
    private final Timekeeper time;
    private final List<Rule> rules =
            List.of(new NfPressure(), new ShortSlack(), new FollowTraffic(), new BetterPlace());
    private final Map<String, Long> endedNanos = new ConcurrentHashMap<>();

    /** Idle until {@link #start}. */
    public Policies(
            Cluster cluster,
            Fleet fleet,
            DeviceManager devices,
            Placer placer,
            Plans plans,
            MigrationEngine engine,
            EventLog events,
            Timekeeper time) {
        this.cluster = cluster;
        this.fleet = fleet;
        this.devices = devices;
        this.placer = placer;
        this.plans = plans;
        this.engine = engine;
        this.events = events;
        this.time = time;
        cluster.listen(this::changed);
    }

    /** Looks twice a second from now on. */
    public void start() {
        time.after(INTERVAL, this::tick);
    }

    private void tick() {
        try {
            look();
        } catch (RuntimeException failed) {
            log.error("looking for moves failed", failed);
        } finally {
            time.after(INTERVAL, this::tick);
        }
    }

    private void look() {
        var situation = new Situation(cluster.snapshot(), fleet, placer, devices.traffic(), time.nanos());
        for (var rule : rules) {
            for (var proposal : rule.look(situation)) {
                // Seen anew each time: a move that was just started counts.
                if (permitted(cluster.snapshot(), proposal.function())) {
                    carryOut(proposal);
                }
            }
        }
    }

    private boolean permitted(Snapshot snapshot, String function) {
        var policy = snapshot.policy();
        long underWay = snapshot.openMigrations().stream()
                .filter(migration -> migration.cause() == Cause.POLICY)
                .count();
        var ended = endedNanos.get(function);
        return underWay < policy.count(AT_ONCE)
                && snapshot.openMigrationOf(function).isEmpty()
                && (ended == null
                        || time.nanos() - ended >= policy.duration(COOLDOWN).toNanos());
    }

    private void carryOut(Rule.Proposal proposal) {
        try {
            var started = engine.start(
                    draft -> plans.move(draft, proposal.function(), proposal.from(), proposal.to(), 0, Cause.POLICY));
            events.info(
                    "policy.move",
                    started.id(),
                    proposal.function() + " from " + proposal.from() + " to " + proposal.to() + ": " + proposal.why());
        } catch (SlacklineException refused) {
            // The present has changed since the look; the next one sees it as it is.
            log.info("policy: {} stays on {}: {}", proposal.function(), proposal.from(), refused.getMessage());
        }
    }

    private void changed(Snapshot before, Snapshot after) {
        if (before.migrations().equals(after.migrations())) {
            return;
        }
        after.migrations().forEach((number, migration) -> {
            var old = before.migrations().get(number);
            if (migration.kind() == Migration.Kind.MOVE
                    && !migration.state().isOpen()
                    && old != null
                    && old.state().isOpen()) {
                endedNanos.put(migration.function(), time.nanos());
            }
        });
        endedNanos.keySet().retainAll(after.functions().keySet());
    }
}
