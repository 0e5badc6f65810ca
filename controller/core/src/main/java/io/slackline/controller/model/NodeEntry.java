package io.slackline.controller.model;

import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.Tier;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that has registered at some time.
 *
 * @param index 1..4096, for life
 * @param token secret of its in-band reports
 * @param bootEpoch of the agent that registered last
 * @param joinedMicros when it registered first
 * @param draining takes no new work
 * @param attachments at most one for each switch; empty until the zero-touch join is complete
 */
public record NodeEntry(
        NodeDescription description,
        int index,
        int token,
        long bootEpoch,
        long joinedMicros,
        boolean draining,
        List<Attachment> attachments) {
    public NodeEntry {
        attachments = List.copyOf(attachments);
    }

    public String name() {
        return description.getName();
    }

    /** A node that does not say is one of the edge. */
    public Tier tier() {
        return description.getTier() == Tier.CLOUD ? Tier.CLOUD : Tier.EDGE;
    }

    /**
     * Registered again, by this or another process of the agent. Where its MAC changed, the old attachments lead nowhere.
     *
     * @param freshToken taken where {@link #needsFreshToken}
     */
    public NodeEntry registered(NodeDescription now, long epoch, int freshToken) {
        boolean sameMac = description.getDataMac().equals(now.getDataMac());
        return new NodeEntry(
                now,
                index,
                needsFreshToken(epoch) ? freshToken : token,
                epoch,
                joinedMicros,
                draining,
                sameMac ? attachments : List.of());
    }

    /**
     * The switches take reports of one token only with boot epochs that grow (16 bits, in the serial arithmetic of RFC 1982). An agent that lost count
     * would be ignored as a replay; under a new token it begins anew.
     */
    private boolean needsFreshToken(long epoch) {
        return epoch != bootEpoch && (short) (epoch - bootEpoch) <= 0;
    }

    public NodeEntry attached(Attachment attachment) {
        var changed = new ArrayList<>(attachments);
        changed.removeIf(old -> old.switchName().equals(attachment.switchName()));
        changed.add(attachment);
        return new NodeEntry(description, index, token, bootEpoch, joinedMicros, draining, changed);
    }

    public NodeEntry withDraining(boolean now) {
        return new NodeEntry(description, index, token, bootEpoch, joinedMicros, now, attachments);
    }
}
