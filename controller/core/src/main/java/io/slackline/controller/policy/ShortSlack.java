package io.slackline.controller.policy;

import static io.slackline.controller.model.PolicyKey.SHORT_SLACK;
import static io.slackline.controller.model.PolicyKey.SHORT_SLACK_DWELL;

import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.policy.Dwell.Holds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A pinned function whose node has had less slack than its floor for the dwell goes to a node that has the floor and {@value #MARGIN_MILLICORES} m more: that
 * margin and the dwell are the hysteresis. From each node one function at a time, best-effort first: the others may then have enough. Where the
 * switch steers by slack it has long chosen other nodes.
 */
final class ShortSlack implements Rule {
    private static final int MARGIN_MILLICORES = 100;

    private final Dwell<Placed> dwell = new Dwell<>();

    private record Placed(String function, String node) {}

    @Override
    public List<Proposal> look(Situation situation) {
        if (!situation.policy().isOn(SHORT_SLACK)) {
            dwell.forget();
            return List.of();
        }
        var proposals = new ArrayList<Proposal>();
        var seen = new HashSet<Placed>();
        var relieved = situation.snapshot().openMigrations().stream()
                .flatMap(migration -> migration.plan().leavers().stream())
                .collect(Collectors.toCollection(HashSet::new));
        for (var function : situation.movable(SteeringMode.PINNED)) {
            var node = function.steering().nodes().getFirst();
            var placed = new Placed(function.name(), node);
            seen.add(placed);
            int floor = situation.policy().floorMillicores(function.spec());
            var sample = situation.sample(node);
            var isShort = Holds.when(sample.isPresent() && Placer.availableMillicores(sample.get()) < floor);
            if (dwell.held(
                            placed,
                            isShort,
                            situation.nanos(),
                            situation.policy().duration(SHORT_SLACK_DWELL))
                    && !relieved.contains(node)) {
                situation.target(function, floor + MARGIN_MILLICORES).ifPresent(target -> {
                    relieved.add(node);
                    proposals.add(new Proposal(
                            function.name(),
                            node,
                            target,
                            "its node has had less than " + floor + "m of slack for "
                                    + situation.policy().value(SHORT_SLACK_DWELL)));
                });
            }
        }
        dwell.retain(seen);
        return proposals;
    }
}
