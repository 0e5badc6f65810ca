package io.slackline.controller.policy;

import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.SlackSample;
import io.slackline.api.v1.SteeringMode;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.device.Traffic;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Policy;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.placement.Placer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The present, as rules see it.
 *
 * @param nanos monotonic
 */
record Situation(Snapshot snapshot, Fleet fleet, Placer placer, Traffic traffic, long nanos) {
    Policy policy() {
        return snapshot.policy();
    }

    /** Empty while the agent is away, or has said nothing yet: nothing is concluded from what is not known. */
    Optional<SlackSample> sample(String node) {
        return fleet.awaySinceNanos(node).isPresent()
                ? Optional.empty()
                : fleet.metrics(node).map(NodeMetrics::getSlack);
    }

    /** Functions that could be moved now; those that bear it best first: best-effort ones before latency-sensitive ones. */
    List<FunctionEntry> movable(SteeringMode mode) {
        return snapshot.functions().values().stream()
                .filter(function -> function.steering().mode() == mode)
                .filter(function -> !function.steering().candidates().isEmpty())
                .filter(function -> snapshot.openMigrationOf(function.name()).isEmpty())
                .sorted(Comparator.comparing(
                                (FunctionEntry function) -> function.spec().getClass_() != FunctionClass.BEST_EFFORT)
                        .thenComparing(FunctionEntry::name))
                .toList();
    }

    /** The best fit node that does not serve the function, and has so much slack. */
    Optional<String> target(FunctionEntry function, int slackMillicores) {
        return placer.fit(snapshot, function.spec(), function.steering().nodes()).stream()
                .filter(node -> placer.slackMillicores(node) >= slackMillicores)
                .findFirst();
    }
}
