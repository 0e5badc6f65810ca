package io.slackline.controller.policy;

import static io.slackline.controller.model.PolicyKey.FOLLOW_TRAFFIC;
import static io.slackline.controller.model.PolicyKey.FOLLOW_TRAFFIC_DWELL;
import static io.slackline.controller.model.PolicyKey.FOLLOW_TRAFFIC_SHARE;

import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.device.DesiredState.Counted;
import io.slackline.controller.model.FunctionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The switch has stopped choosing a candidate, at once and by itself; the placement follows. Over windows as long as the dwell the packets of each function are
 * counted by candidate: one that got less than the share, of {@value #PACKETS} packets at least, gives its place to a fit node with more slack than it has itself,
 * by {@value #MARGIN_MILLICORES} m.
 */
final class FollowTraffic implements Rule {
    private static final int PACKETS = 100;
    private static final int MARGIN_MILLICORES = 100;

    private final Map<String, Window> windows = new HashMap<>();

    /** @param packets by node name, at the beginning of the window */
    private record Window(int epoch, long sinceNanos, Map<String, Long> packets) {}

    @Override
    public List<Proposal> look(Situation situation) {
        if (!situation.policy().isOn(FOLLOW_TRAFFIC)) {
            windows.clear();
            return List.of();
        }
        var proposals = new ArrayList<Proposal>();
        for (var function : situation.movable(SteeringMode.SLACK)) {
            int epoch = function.steering().epoch();
            var window = windows.get(function.name());
            if (window == null || window.epoch() != epoch) {
                windows.put(function.name(), begun(situation, function));
            } else if (situation.nanos() - window.sinceNanos()
                    >= situation.policy().duration(FOLLOW_TRAFFIC_DWELL).toNanos()) {
                starved(situation, function, window).ifPresent(proposals::add);
                windows.put(function.name(), begun(situation, function));
            }
        }
        windows.keySet().retainAll(situation.snapshot().functions().keySet());
        return proposals;
    }

    private static Window begun(Situation situation, FunctionEntry function) {
        return new Window(function.steering().epoch(), situation.nanos(), counted(situation, function));
    }

    private static Map<String, Long> counted(Situation situation, FunctionEntry function) {
        var packets = new HashMap<String, Long>();
        for (var node : function.steering().nodes()) {
            int index = situation.snapshot().node(node).orElseThrow().index();
            var counted = new Counted(function.spec().getSlot(), index);
            packets.put(node, situation.traffic().steered().getOrDefault(counted, 0L));
        }
        return packets;
    }

    private static Optional<Proposal> starved(Situation situation, FunctionEntry function, Window window) {
        var since = counted(situation, function);
        // A counter that stands lower than before is one of a switch that began anew.
        since.replaceAll(
                (node, packets) -> Math.max(0, packets - window.packets().getOrDefault(node, packets)));
        long all = since.values().stream().mapToLong(Long::longValue).sum();
        if (all < PACKETS) {
            return Optional.empty();
        }
        double least = situation.policy().share(FOLLOW_TRAFFIC_SHARE) * all;
        return since.entrySet().stream()
                .filter(entry -> entry.getValue() < least)
                .map(Map.Entry::getKey)
                .sorted()
                .flatMap(node -> situation
                        .target(function, situation.placer().slackMillicores(node) + MARGIN_MILLICORES)
                        .map(to -> new Proposal(
                                function.name(),
                                node,
                                to,
                                "the switch sent its node less than "
                                        + situation.policy().value(FOLLOW_TRAFFIC_SHARE) + " of the packets for "
                                        + situation.policy().value(FOLLOW_TRAFFIC_DWELL)))
                        .stream())
                .findFirst();
    }
}
