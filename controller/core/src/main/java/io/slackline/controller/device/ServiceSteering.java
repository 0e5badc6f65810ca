package io.slackline.controller.device;

import io.slackline.pipeline.SlackRules;
import java.time.Duration;
import java.util.List;

/**
 * The steering of one function as the switches shall do it: one {@code service} entry and, unless pinned, one candidate group.
 *
 * @param slot function slot, 0..1023
 * @param epoch grows by one with each change; the entry carries the low 16 bits
 * @param affinity whether flows stay with their node
 * @param affinityIdle a flow without packets for so long is forgotten
 */
public record ServiceSteering(
        ServiceKey key, int slot, int epoch, Affinity affinity, Duration affinityIdle, Pick pick) {
    private static final int EPOCHS_APART = 64;

    /**
     * The candidate group's id, which a restarted controller finds again: no two of 64 successive epochs of a function share it, so that
     * writing a group never touches the one in use.
     */
    public int group() {
        return slot * EPOCHS_APART + Math.floorMod(epoch, EPOCHS_APART);
    }

    /** What a request's five-tuple means. */
    public enum Affinity {
        /** Each packet is a request of its own (UDP). */
        NONE,
        /** Packets of one flow go to one node (TCP). */
        FLOW
    }

    /** How the switch finds the node of a new flow. */
    public sealed interface Pick {
        /**
         * The controller names the node.
         *
         * @param node node index
         */
        record Pinned(int node) implements Pick {}

        /**
         * The switch compares the slack of candidates.
         *
         * @param staleness a node that has not reported for so long has no slack
         * @param rules what else counts
         * @param offload the 64 slots of the offload group that the rules name; empty when they name none
         */
        record BySlack(Candidates candidates, Duration staleness, SlackRules rules, List<Integer> offload)
                implements Pick {
            public BySlack {
                offload = List.copyOf(offload);
                if (offload.size() != (rules.offloadGroup() == 0 ? 0 : Candidates.SLOTS)) {
                    throw new IllegalArgumentException(
                            "offload group " + rules.offloadGroup() + " has " + offload.size() + " slots");
                }
            }

            public BySlack(Candidates candidates, Duration staleness) {
                this(candidates, staleness, SlackRules.standard(), List.of());
            }
        }

        /** Spread by slot counts. */
        record ByShare(Candidates candidates) implements Pick {}
    }
}
