package io.slackline.controller.model;

import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.device.Candidates;
import java.util.List;
import java.util.Optional;

/**
 * Who serves a function, and how the switch picks.
 *
 * @param epoch 0 before the first steering, then grows by one with each change
 * @param candidates by node name; empty when nobody serves it; exactly one when PINNED
 * @param slots layout of the candidate group; empty when there are no candidates
 * @param offload where requests go that find no candidate with slack; SLACK only
 */
public record Steering(
        SteeringMode mode, int epoch, List<Share> candidates, Optional<Candidates> slots, Optional<Offload> offload) {
    public Steering {
        candidates = List.copyOf(candidates);
    }

    /** Nobody serves it yet. */
    public static Steering none(SteeringMode mode) {
        return new Steering(mode, 0, List.of(), Optional.empty(), Optional.empty());
    }

    public boolean names(String node) {
        return candidates.stream().anyMatch(candidate -> candidate.node().equals(node));
    }

    public List<String> nodes() {
        return candidates.stream().map(Share::node).toList();
    }

    /** Nodes of the offload group. */
    public List<String> offloadNodes() {
        return offload.map(Offload::nodes).orElse(List.of());
    }

    /** Requests may arrive there: a candidate, or one of the offload group. */
    public boolean reaches(String node) {
        return names(node) || offloadNodes().contains(node);
    }

    /** The same choice under another epoch. */
    public Steering at(int newEpoch) {
        return new Steering(mode, newEpoch, candidates, slots, offload);
    }

    /**
     * One candidate.
     *
     * @param share above 0; all shares of a steering sum to 1
     */
    public record Share(String node, double share) {}

    /**
     * An offload group. Functions with equal slots share one.
     *
     * @param group its number on the switches, 1..65535; never another group's for a long time
     * @param nodes by name
     * @param slots 64 node indexes
     */
    public record Offload(int group, List<String> nodes, List<Integer> slots) {
        public Offload {
            nodes = List.copyOf(nodes);
            slots = List.copyOf(slots);
        }
    }
}
