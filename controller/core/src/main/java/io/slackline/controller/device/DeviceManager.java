package io.slackline.controller.device;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * All switches of this controller. Safe for use by any thread; no method waits for a switch.
 *
 * <p>The wanted state lives here in memory and is written to a switch whenever it is READY: after each change, and after each (re)connection
 * as the difference between what is wanted and what the switch's tables hold. A switch that cannot be reached is caught up later.
 */
public interface DeviceManager extends AutoCloseable {
    /** Starts the sessions. Called once, after the first {@link #setDesired}, so that no switch is emptied by an empty wish. */
    void start(DeviceListener listener);

    /**
     * Replaces all that is wanted. The latest call wins; equal states cost nothing. Written in the order that no packet can fall through:
     * nodes and bindings, candidate groups, one MODIFY for each service entry, then deletions.
     */
    void setDesired(DesiredState desired);

    /**
     * Replaces the steering of one service in the wanted state, and writes it at once, ahead of everything else in a session's queue:
     * candidate groups (and node entries that it needs), then one INSERT or MODIFY of the service's entry.
     *
     * <p>The future completes when every switch that was READY has acknowledged; a switch that is lost meanwhile counts as pending. It fails with
     * {@link io.slackline.common.SlacklineException} UNAVAILABLE when no switch is READY, INTERNAL with the switch's own error when one refuses.
     * Flipping to what a switch already holds is acknowledged without a write. It completes on a thread that may block.
     */
    CompletableFuture<FlipResult> flip(ServiceSteering steering);

    /** The highest node index that every switch has room for. */
    int lastNode();

    /** One for each configured switch, in the order of the configuration. */
    List<SwitchView> switches();

    /**
     * Asks every READY switch what its registers hold of these nodes, where they report to it. Completes when all have answered or after a quarter of a second,
     * with the answers that came: probes are packets, and may be lost.
     */
    CompletableFuture<List<NodeProbe>> probe(Set<Integer> nodes);

    /** Asks every READY switch whom the function was last handed over to; as {@link #probe}. */
    CompletableFuture<List<AcceptedHandover>> handovers(int slot);

    /** The latest answers for all nodes on all READY switches, at most some hundred milliseconds old. */
    List<NodeProbe> probes();

    /** As polled last; sums over the switches. */
    Traffic traffic();

    /** Ends the sessions; leaves the switches as they are. */
    @Override
    void close();
}
