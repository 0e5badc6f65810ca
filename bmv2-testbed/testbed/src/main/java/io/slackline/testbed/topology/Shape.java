package io.slackline.testbed.topology;

import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import io.slackline.testbed.topology.TopologyConfig.SwitchConfig;
import io.slackline.testbed.topology.TopologyConfig.TierKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Topologies that need no file. */
public enum Shape {
    /** One switch, its nodes and a client. */
    SINGLE {
        @Override
        List<SwitchConfig> switches(List<String> near, List<String> far, List<String> cloud) {
            return List.of();
        }
    },
    /** Two edge sites, which share out the nodes and have a client each, and a cloud with one node between them. */
    SITES {
        @Override
        List<SwitchConfig> switches(List<String> near, List<String> far, List<String> cloud) {
            return List.of(
                    new SwitchConfig("edge1", near, List.of("cloud")),
                    new SwitchConfig("edge2", far, List.of("cloud")),
                    new SwitchConfig("cloud", cloud, List.of()));
        }
    },
    /**
     * A pod of a fat tree: two edge switches, which share out the nodes and have a client each, each linked to both aggregation
     * switches; so there are two ways, and a loop.
     */
    FAT_TREE {
        @Override
        List<SwitchConfig> switches(List<String> near, List<String> far, List<String> cloud) {
            List<String> aggregation = List.of("agg1", "agg2");
            return List.of(
                    new SwitchConfig("edge1", near, aggregation),
                    new SwitchConfig("edge2", far, aggregation),
                    new SwitchConfig("agg1", List.of(), List.of()),
                    new SwitchConfig("agg2", List.of(), List.of()));
        }
    };

    private static final int EDGE_MILLICORES = 600;
    private static final int CLOUD_MILLICORES = 2_000;

    abstract List<SwitchConfig> switches(List<String> near, List<String> far, List<String> cloud);

    /** As the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How many clients it has unless told otherwise. */
    public int clients() {
        return this == SINGLE ? 1 : 2;
    }

    /** With edge nodes n1 to nN, all keys not named here at their defaults. */
    public TopologyConfig of(int count, SwitchKind kind) {
        return of(count, clients(), kind);
    }

    /** With clients c1 to cM too, at the edge switches in turn. */
    public TopologyConfig of(int count, int clientCount, SwitchKind kind) {
        List<NodeConfig> nodes = new ArrayList<>();
        List<String> near = new ArrayList<>();
        List<String> far = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            boolean first = 2 * i <= count + 1;
            String zone = this == SINGLE ? "default" : first ? "edge1" : "edge2";
            nodes.add(new NodeConfig("n" + i, EDGE_MILLICORES, TierKind.EDGE, zone, 0));
            (first ? near : far).add("n" + i);
        }
        List<String> cloud = this == SITES ? List.of("cloud1") : List.of();
        cloud.forEach(name -> nodes.add(new NodeConfig(name, CLOUD_MILLICORES, TierKind.CLOUD, "cloud", 0)));
        List<String> clients = new ArrayList<>();
        for (int i = 1; i <= clientCount; i++) {
            clients.add("c" + i);
            (i % 2 == 1 ? near : far).add("c" + i);
        }
        return new TopologyConfig(
                kind, nodes, clients, Duration.ofMillis(10), Duration.ofMillis(30), switches(near, far, cloud));
    }
}
