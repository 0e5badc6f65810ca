package io.slackline.testbed.demo;

import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who plays what. The digest function begins on the first node and moves to the last; words is steered by slack over all
 * nodes but the first (over both when there are two), of which the second has the most slack until it is squeezed.
 *
 * @param home where digest begins
 * @param target where digest goes, and which node is drained later
 * @param squeezed the candidate of words with the most slack
 */
record Cast(Topology topology, String home, String target, String squeezed, List<String> candidates) {
    private static final int BUDGET = 700;
    private static final int CALM_NF = 40;
    private static final int BUSY_NF = 120;
    /** The load that squeezes: leaves less slack than any other candidate has. */
    static final int SQUEEZING_NF = 250;

    static Cast of(SwitchKind kind, int nodes) {
        List<String> names = new ArrayList<>();
        List<NodeConfig> configs = new ArrayList<>();
        int squeezed = Math.min(2, nodes - 1);
        for (int i = 1; i <= nodes; i++) {
            names.add("n" + i);
            boolean busy = i > squeezed;
            configs.add(
                    new NodeConfig("n" + i, BUDGET, TopologyConfig.TierKind.EDGE, "default", busy ? BUSY_NF : CALM_NF));
        }
        TopologyConfig config =
                new TopologyConfig(kind, configs, List.of("c1"), Duration.ofMillis(10), Duration.ofMillis(30));
        List<String> candidates = nodes == 2 ? names : names.subList(1, nodes);
        return new Cast(
                Topology.of(config),
                names.getFirst(),
                names.getLast(),
                names.get(squeezed - 1),
                List.copyOf(candidates));
    }

    int calmLoad() {
        return CALM_NF;
    }
}
