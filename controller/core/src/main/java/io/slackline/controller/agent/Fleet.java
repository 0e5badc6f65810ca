package io.slackline.controller.agent;

import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.NodeMetrics;
import java.util.Optional;
import java.util.OptionalLong;

/** What the agents said last. Lost with the process; a restarted controller hears it again from each agent that redials. Safe for use by any thread. */
public interface Fleet {
    /** Empty when the node never told of the function since this controller started. */
    Optional<Reported> reported(String node, String function);

    /** Empty before the node's first sample. */
    Optional<NodeMetrics> metrics(String node);

    /** By {@link io.slackline.controller.time.Timekeeper#nanos}: since when the node has no stream; empty while it has one. */
    OptionalLong awaySinceNanos(String node);

    /** By {@link io.slackline.controller.time.Timekeeper#micros}: when the node was heard of last; 0 when never since the start. */
    long lastSeenMicros(String node);

    /**
     * A status and when it arrived.
     *
     * @param receivedNanos by {@link io.slackline.controller.time.Timekeeper#nanos}
     */
    record Reported(FunctionStatus status, long receivedNanos) {}
}
