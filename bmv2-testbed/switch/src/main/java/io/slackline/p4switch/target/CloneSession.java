package io.slackline.p4switch.target;

import java.util.List;

/**
 * Where a clone goes.
 *
 * @param packetLength bytes of the packet that the clone keeps, 0 for all
 */
public record CloneSession(int sessionId, List<Replica> replicas, int packetLength) {

    public CloneSession {
        replicas = List.copyOf(replicas);
    }
}
