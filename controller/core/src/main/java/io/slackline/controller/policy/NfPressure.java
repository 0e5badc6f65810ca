package io.slackline.controller.policy;

import static io.slackline.controller.model.PolicyKey.NF_PRESSURE;
import static io.slackline.controller.model.PolicyKey.NF_PRESSURE_DWELL;
import static io.slackline.controller.model.PolicyKey.NF_PRESSURE_LIMIT;

import io.slackline.api.v1.SlackSample;
import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.policy.Dwell.Holds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Network functions come first: where they have needed the limit's share of the node's budget for the dwell, one function at a time leaves the node, best-effort
 * first, to a node where they need {@value #MARGIN_PERCENT} % of the budget less than the limit.
 */
final class NfPressure implements Rule {
    private static final int MARGIN_PERCENT = 10;

    private final Dwell<String> dwell = new Dwell<>();

    @Override
    public List<Proposal> look(Situation situation) {
        if (!situation.policy().isOn(NF_PRESSURE)) {
            dwell.forget();
            return List.of();
        }
        double limit = situation.policy().share(NF_PRESSURE_LIMIT);
        var proposals = new ArrayList<Proposal>();
        for (var node : situation.snapshot().nodes().keySet()) {
            var pressed = Holds.when(situation
                    .sample(node)
                    .filter(sample -> need(sample) >= limit)
                    .isPresent());
            if (dwell.held(node, pressed, situation.nanos(), situation.policy().duration(NF_PRESSURE_DWELL))) {
                relief(situation, node, limit).ifPresent(proposals::add);
            }
        }
        dwell.retain(situation.snapshot().nodes().keySet());
        return proposals;
    }

    private static double need(SlackSample sample) {
        return sample.getBudgetMillicores() == 0 ? 0 : (double) sample.getNfMillicores() / sample.getBudgetMillicores();
    }

    private static Optional<Proposal> relief(Situation situation, String node, double limit) {
        return Stream.concat(
                        situation.movable(SteeringMode.PINNED).stream(), situation.movable(SteeringMode.SLACK).stream())
                .filter(function -> function.steering().names(node))
                .flatMap(function -> target(situation, function, limit)
                        .map(to -> new Proposal(
                                function.name(),
                                node,
                                to,
                                "the network functions of its node have needed "
                                        + situation.policy().value(NF_PRESSURE_LIMIT) + " of the budget for "
                                        + situation.policy().value(NF_PRESSURE_DWELL)))
                        .stream())
                .findFirst();
    }

    private static Optional<String> target(Situation situation, FunctionEntry function, double limit) {
        int floor = situation.policy().floorMillicores(function.spec());
        return situation
                .placer()
                .fit(situation.snapshot(), function.spec(), function.steering().nodes())
                .stream()
                .filter(node -> situation.placer().slackMillicores(node) >= floor)
                .filter(node -> situation
                        .sample(node)
                        .filter(sample -> need(sample) <= limit - MARGIN_PERCENT / 100.0)
                        .isPresent())
                .findFirst();
    }
}
