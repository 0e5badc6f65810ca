package io.slackline.testbed.experiment;

import io.slackline.common.config.Default;
import io.slackline.testbed.functions.SampleFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A function of an experiment.
 *
 * @param name as it is deployed
 * @param program one of the sample functions
 * @param protocol how requests reach it
 * @param steering who chooses the node: {@code pinned} the controller, {@code slack} the switch by slack, {@code share} the switch in turn or, for flows with affinity, by hash
 * @param affinity which requests stay with their node: {@code by-protocol} those of a TCP connection, {@code flow} also those of a UDP flow
 * @param nodes where it is deployed; one when it is pinned and has no copies
 * @param copies more than 1: it is deployed so many times as NAME-1, NAME-2, …, each on one node, which are taken in turn
 * @param offload nodes that take the requests for which no candidate has slack; a copy's own node is left out
 * @param prewarm nodes that keep an instance ready without being chosen, from before the measured part on
 * @param minSlackMillicores slack under which requests leave for the offload nodes; 0: the floor of the class
 * @param functionClass latency-sensitive or best-effort
 * @param next the function that this one calls with its result, in the same request; its answer is then this one's
 */
public record FunctionConfig(
        String name,
        @Default("digest") SampleFunction program,
        @Default("http") Transport protocol,
        @Default("pinned") SteeringKind steering,
        @Default("by-protocol") AffinityKind affinity,
        List<String> nodes,
        @Default("1") int copies,
        List<String> offload,
        List<String> prewarm,
        @Default("0") int minSlackMillicores,
        @Default("latency-sensitive") ClassKind functionClass,
        Optional<String> next) {
    private static final int MOST_COPIES = 256;

    public FunctionConfig {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("nodes of function " + name + ": at least one is needed");
        }
        if (copies < 1 || copies > MOST_COPIES) {
            throw new IllegalArgumentException("copies of function " + name + ": 1 to " + MOST_COPIES + " are valid");
        }
        if (copies == 1 && steering == SteeringKind.PINNED && nodes.size() > 1) {
            throw new IllegalArgumentException(
                    "nodes of function " + name + ": one is valid when it is pinned and has no copies");
        }
        if (!offload.isEmpty() && steering != SteeringKind.SLACK) {
            throw new IllegalArgumentException("offload of function " + name + ": only valid with steering: slack");
        }
    }

    /** Who chooses the node of a request. */
    public enum SteeringKind {
        PINNED,
        SLACK,
        SHARE
    }

    /** Which requests stay with the node of the first one. */
    public enum AffinityKind {
        BY_PROTOCOL,
        FLOW
    }

    /** What a request travels in. */
    public enum Transport {
        HTTP,
        UDP
    }

    /** Which requests leave first when slack is short. */
    public enum ClassKind {
        LATENCY_SENSITIVE,
        BEST_EFFORT
    }

    /** The functions that are deployed for it: itself, or its copies. */
    public List<Copy> deployed() {
        if (copies == 1) {
            return List.of(new Copy(name, nodes, offload));
        }
        return IntStream.range(0, copies)
                .mapToObj(i -> {
                    String node = nodes.get(i % nodes.size());
                    List<String> others = new ArrayList<>(offload);
                    others.remove(node);
                    return new Copy(name + "-" + (i + 1), List.of(node), List.copyOf(others));
                })
                .toList();
    }

    /** One function as the controller knows it. */
    public record Copy(String name, List<String> nodes, List<String> offload) {}
}
