package io.slackline.testbed.topology;

import io.slackline.common.config.Default;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The topology file.
 *
 * @param switchKind embedded or bmv2
 * @param nodes edge nodes, on switch ports 1..N in this order
 * @param clients names of the client namespaces, on switch ports N+1.. in this order
 * @param reportInterval how often a node reports its slack in-band
 * @param staleness age of a report from which the switch takes a node for dead
 */
public record TopologyConfig(
        @Default("embedded") SwitchKind switchKind,
        List<NodeConfig> nodes,
        @Default("[c1]") List<String> clients,
        @Default("10ms") Duration reportInterval,
        @Default("30ms") Duration staleness) {
    private static final int MAX_HOSTS = 64;

    public TopologyConfig {
        nodes = List.copyOf(nodes);
        clients = List.copyOf(clients);
        if (nodes.isEmpty() || clients.isEmpty()) {
            throw new IllegalArgumentException("at least one node and one client are needed");
        }
        if (nodes.size() + clients.size() > MAX_HOSTS) {
            throw new IllegalArgumentException("at most " + MAX_HOSTS + " nodes and clients together");
        }
        Set<String> names = new HashSet<>(Set.of("sw", "base"));
        List<String> all = new ArrayList<>(clients);
        nodes.forEach(node -> all.add(node.name()));
        for (String name : all) {
            if (!name.matches("[a-z0-9][a-z0-9-]{0,9}")) {
                throw new IllegalArgumentException(
                        "name '" + name + "' of a node or client: 1 to 10 of a-z, 0-9 and '-' are valid");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("name '" + name + "' is taken twice (or is one of: base, sw)");
            }
        }
    }

    /**
     * One edge node.
     *
     * @param budgetMillicores the CPU that its network functions and functions share
     * @param nfMillicores the CPU that its network function takes from the start
     */
    public record NodeConfig(
            String name,
            @Default("600") int budgetMillicores,
            @Default("edge") TierKind tier,
            @Default("default") String zone,
            @Default("0") int nfMillicores) {
        public NodeConfig {
            if (budgetMillicores < 50 || budgetMillicores > 1_000_000) {
                throw new IllegalArgumentException("budgetMillicores of " + name + ": 50 to 1000000 are valid");
            }
            if (nfMillicores < 0 || nfMillicores > budgetMillicores) {
                throw new IllegalArgumentException("nfMillicores of " + name + ": 0 to budgetMillicores are valid");
            }
        }
    }

    /** Where a node stands. */
    public enum TierKind {
        EDGE,
        CLOUD
    }

    /** Nodes n1..nN and one client, all with the defaults. */
    public static TopologyConfig ofNodes(int count, SwitchKind kind) {
        List<NodeConfig> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            nodes.add(new NodeConfig("n" + i, 600, TierKind.EDGE, "default", 0));
        }
        return new TopologyConfig(kind, nodes, List.of("c1"), Duration.ofMillis(10), Duration.ofMillis(30));
    }
}
