package io.slackline.testbed.topology;

import io.slackline.common.config.Default;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
 * @param switches where there are several: the hosts of each, and the links between them; none: one switch has all hosts
 */
public record TopologyConfig(
        @Default("embedded") SwitchKind switchKind,
        List<NodeConfig> nodes,
        @Default("[c1]") List<String> clients,
        @Default("10ms") Duration reportInterval,
        @Default("30ms") Duration staleness,
        @Default("[]") List<SwitchConfig> switches) {
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,9}";
    private static final int MAX_HOSTS = 64;
    private static final int MAX_SWITCHES = 16;

    /** One switch has all hosts. */
    public TopologyConfig(
            SwitchKind switchKind,
            List<NodeConfig> nodes,
            List<String> clients,
            Duration reportInterval,
            Duration staleness) {
        this(switchKind, nodes, clients, reportInterval, staleness, List.of());
    }

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
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException(
                        "name '" + name + "' of a node or client: 1 to 10 of a-z, 0-9 and '-' are valid");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("name '" + name + "' is taken twice (or is one of: base, sw)");
            }
        }
        switches = List.copyOf(switches);
        if (!switches.isEmpty()) {
            checkSwitches(switches, all, names);
        }
    }

    private static void checkSwitches(List<SwitchConfig> switches, List<String> hosts, Set<String> names) {
        if (switches.size() > MAX_SWITCHES) {
            throw new IllegalArgumentException("at most " + MAX_SWITCHES + " switches");
        }
        for (SwitchConfig each : switches) {
            if (!each.name().matches(NAME) || !names.add(each.name())) {
                throw new IllegalArgumentException("switch name '" + each.name()
                        + "': 1 to 10 of a-z, 0-9 and '-' are valid, and no other switch's, node's or client's");
            }
        }
        List<String> known = switches.stream().map(SwitchConfig::name).toList();
        List<String> homeless = new ArrayList<>(hosts);
        for (SwitchConfig each : switches) {
            for (String host : each.hosts()) {
                if (!homeless.remove(host)) {
                    throw new IllegalArgumentException("switch " + each.name() + ": host '" + host
                            + "' is no node and no client, or another switch has it");
                }
            }
            for (String neighbour : each.links()) {
                if (!known.contains(neighbour) || neighbour.equals(each.name())) {
                    throw new IllegalArgumentException("switch " + each.name() + ": link to '" + neighbour
                            + "'; the other switches are valid: " + known);
                }
            }
        }
        if (!homeless.isEmpty()) {
            throw new IllegalArgumentException("no switch has the hosts " + homeless);
        }
        Set<String> reached = new HashSet<>(Set.of(known.getFirst()));
        while (switches.stream().anyMatch(each -> grows(each, reached))) {
            // Each round takes in the neighbours of those that are reached.
        }
        if (reached.size() < known.size()) {
            throw new IllegalArgumentException("the links connect " + reached + " and not all of " + known);
        }
    }

    private static boolean grows(SwitchConfig each, Set<String> reached) {
        Set<String> together = new HashSet<>(each.links());
        together.add(each.name());
        return !Collections.disjoint(together, reached) && reached.addAll(together);
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

    /**
     * One of several switches. It is the router of a network of its own, 10.K.0.0/16 for the K-th, and reaches the others' nodes through tunnels.
     *
     * @param hosts names of its nodes and clients, on its ports 1.. in this order
     * @param links names of the switches that it is linked to, on the ports after those; a link stands at one of its ends
     */
    public record SwitchConfig(
            String name,
            @Default("[]") List<String> hosts,
            @Default("[]") List<String> links) {
        public SwitchConfig {
            hosts = List.copyOf(hosts);
            links = List.copyOf(links);
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
