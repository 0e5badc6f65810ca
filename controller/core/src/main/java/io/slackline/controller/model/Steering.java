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
 */
public record Steering(SteeringMode mode, int epoch, List<Share> candidates, Optional<Candidates> slots) {
    public Steering {
        candidates = List.copyOf(candidates);
    }

    /** Nobody serves it yet. */
    public static Steering none(SteeringMode mode) {
        return new Steering(mode, 0, List.of(), Optional.empty());
    }

    public boolean names(String node) {
        return candidates.stream().anyMatch(candidate -> candidate.node().equals(node));
    }

    public List<String> nodes() {
        return candidates.stream().map(Share::node).toList();
    }

    /** The same choice under another epoch. */
    public Steering at(int newEpoch) {
        return new Steering(mode, newEpoch, candidates, slots);
    }

    /**
     * One candidate.
     *
     * @param share above 0; all shares of a steering sum to 1
     */
    public record Share(String node, double share) {}
}
