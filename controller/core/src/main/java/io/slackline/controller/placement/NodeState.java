package io.slackline.controller.placement;

import io.slackline.controller.agent.Fleet;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;

/** What can be expected of a node now; derived, never stored. */
public enum NodeState {
    /** Registered, its in-band reports not seen on any switch yet: nothing can be steered there. */
    JOINING,
    READY,
    /** Takes nothing new, still hosts something. */
    DRAINING,
    /** Takes nothing new, hosts nothing. */
    DRAINED,
    /** Its stream is broken. */
    AWAY;

    public static NodeState of(NodeEntry node, Snapshot snapshot, Fleet fleet) {
        if (fleet.awaySinceNanos(node.name()).isPresent()) {
            return AWAY;
        }
        if (node.draining()) {
            return snapshot.hostedBy(node.name()).isEmpty() ? DRAINED : DRAINING;
        }
        return node.attachments().isEmpty() ? JOINING : READY;
    }
}
