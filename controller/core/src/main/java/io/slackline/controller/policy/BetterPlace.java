package io.slackline.controller.policy;

import static io.slackline.controller.model.PolicyKey.BETTER_PLACE;
import static io.slackline.controller.model.PolicyKey.BETTER_PLACE_DWELL;
import static io.slackline.controller.model.PolicyKey.BETTER_PLACE_MARGIN;

import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.policy.Dwell.Holds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A pinned function goes to a node whose {@linkplain io.slackline.controller.placement.Placer#score score} has been higher by the margin for the dwell. The same
 * node all the time: two that take turns in being better are no reason to move.
 */
final class BetterPlace implements Rule {
    private final Dwell<Better> dwell = new Dwell<>();

    private record Better(String function, String from, String to) {}

    @Override
    public List<Proposal> look(Situation situation) {
        if (!situation.policy().isOn(BETTER_PLACE)) {
            dwell.forget();
            return List.of();
        }
        int margin = situation.policy().millicores(BETTER_PLACE_MARGIN);
        var proposals = new ArrayList<Proposal>();
        var seen = new HashSet<Better>();
        for (var function : situation.movable(SteeringMode.PINNED)) {
            var node = function.steering().nodes().getFirst();
            if (situation.sample(node).isEmpty()) {
                continue;
            }
            situation.target(function, 0).ifPresent(target -> {
                var better = new Better(function.name(), node, target);
                int lead = situation.placer().score(situation.snapshot(), target)
                        - situation.placer().score(situation.snapshot(), node);
                seen.add(better);
                if (dwell.held(
                        better,
                        Holds.when(lead >= margin),
                        situation.nanos(),
                        situation.policy().duration(BETTER_PLACE_DWELL))) {
                    proposals.add(new Proposal(
                            function.name(), node, target, "the other node is better by " + lead + "m of slack"));
                }
            });
        }
        dwell.retain(seen);
        return proposals;
    }
}
