package io.slackline.testbed.topology;

import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import io.slackline.testbed.topology.TopologyConfig.SwitchConfig;
import io.slackline.testbed.topology.TopologyConfig.TierKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

    /** With edge nodes n1 to nN, all keys not named here at their defaults. */
    public TopologyConfig of(int count, SwitchKind kind) {
        if (this == SINGLE) {
            return TopologyConfig.ofNodes(count, kind);
        }
        List<NodeConfig> nodes = new ArrayList<>();
        List<String> near = new ArrayList<>();
        List<String> far = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            boolean first = 2 * i <= count + 1;
            nodes.add(new NodeConfig("n" + i, EDGE_MILLICORES, TierKind.EDGE, first ? "edge1" : "edge2", 0));
            (first ? near : far).add("n" + i);
        }
        List<String> cloud = this == SITES ? List.of("cloud1") : List.of();
        cloud.forEach(name -> nodes.add(new NodeConfig(name, CLOUD_MILLICORES, TierKind.CLOUD, "cloud", 0)));
        near.add("c1");
        far.add("c2");
        return new TopologyConfig(
                kind,
                nodes,
                List.of("c1", "c2"),
                Duration.ofMillis(10),
                Duration.ofMillis(30),
                switches(near, far, cloud));
    }
}
