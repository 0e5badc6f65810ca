package io.slackline.controller.steering;

import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.device.Candidates;
import io.slackline.controller.model.Steering;
import io.slackline.controller.model.Steering.Offload;
import io.slackline.controller.model.Steering.Share;
import io.slackline.controller.store.Draft;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The next steering of a function, laid out so that few slots move. */
public final class Steerings {
    private Steerings() {}

    /**
     * Successor of {@code now}, with its offload group where the mode has one; who becomes a candidate leaves it.
     *
     * @param candidates one for PINNED, one or more otherwise; nodes that {@code draft} knows, each once
     */
    public static Steering next(Draft draft, Steering now, SteeringMode mode, List<Share> candidates) {
        var chosen = candidates.stream().map(Share::node).collect(Collectors.toSet());
        return next(
                draft,
                now,
                mode,
                candidates,
                mode == SteeringMode.SLACK
                        ? now.offloadNodes().stream()
                                .filter(node -> !chosen.contains(node))
                                .toList()
                        : List.of());
    }

    /**
     * Successor of {@code now}.
     *
     * @param offload none of the candidates; SLACK only
     */
    public static Steering next(
            Draft draft, Steering now, SteeringMode mode, List<Share> candidates, List<String> offload) {
        var snapshot = draft.snapshot();
        var weights = new TreeMap<Integer, Double>();
        for (var candidate : candidates) {
            int index = snapshot.node(candidate.node()).orElseThrow().index();
            weights.put(index, mode == SteeringMode.SHARE ? candidate.share() : 1.0);
        }
        var slots = SlotLayout.of(weights, now.slots());
        return new Steering(
                mode, now.epoch() + 1, candidates, Optional.of(slots), offload(draft, now.offload(), offload));
    }

    private static Optional<Offload> offload(Draft draft, Optional<Offload> now, List<String> nodes) {
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        var weights = new TreeMap<Integer, Double>();
        nodes.forEach(
                node -> weights.put(draft.snapshot().node(node).orElseThrow().index(), 1.0));
        var slots = SlotLayout.of(weights, now.map(held -> new Candidates(held.slots(), held.slots())))
                .first();
        return Optional.of(new Offload(draft.offloadGroup(slots), nodes, slots));
    }

    /** All alike. */
    public static List<Share> equal(List<String> nodes) {
        return nodes.stream().map(node -> new Share(node, 1.0 / nodes.size())).toList();
    }

    /** {@code from} hands its place to {@code to}, which may be a candidate already; shares add up. */
    public static List<Share> replaced(Steering now, String from, String to) {
        if (!now.names(to)) {
            return now.candidates().stream()
                    .map(held -> held.node().equals(from) ? new Share(to, held.share()) : held)
                    .toList();
        }
        double freed = now.candidates().stream()
                .filter(held -> held.node().equals(from))
                .mapToDouble(Share::share)
                .sum();
        return now.candidates().stream()
                .filter(held -> !held.node().equals(from))
                .map(held -> held.node().equals(to) ? new Share(to, held.share() + freed) : held)
                .toList();
    }
}
