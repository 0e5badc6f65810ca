package io.slackline.testbed.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.config.ConfigException;
import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.ConfigWriter;
import io.slackline.testbed.topology.Topology.Uplink;
import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import io.slackline.testbed.topology.TopologyConfig.SwitchConfig;
import io.slackline.testbed.topology.TopologyConfig.TierKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TopologyConfigTest {
    @Test
    void aNameIsAllThatANodeNeeds() {
        TopologyConfig config = parse("nodes: [{name: n1}]");
        assertEquals(
                new TopologyConfig(
                        SwitchKind.EMBEDDED,
                        List.of(new NodeConfig("n1", 600, TierKind.EDGE, "default", 0)),
                        List.of("c1"),
                        Duration.ofMillis(10),
                        Duration.ofMillis(30)),
                config);
    }

    @Test
    void everyKeyIsRead() {
        TopologyConfig config = parse("""
                switchKind: bmv2
                clients: [a, b]
                reportInterval: 5ms
                staleness: 20ms
                nodes:
                  - {name: far, budgetMillicores: 2000, tier: cloud, zone: west, nfMillicores: 100}
                switches:
                  - {name: east, hosts: [a, b], links: [west]}
                  - {name: west, hosts: [far]}
                """);
        assertEquals(
                new TopologyConfig(
                        SwitchKind.BMV2,
                        List.of(new NodeConfig("far", 2000, TierKind.CLOUD, "west", 100)),
                        List.of("a", "b"),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        List.of(
                                new SwitchConfig("east", List.of("a", "b"), List.of("west")),
                                new SwitchConfig("west", List.of("far"), List.of()))),
                config);
        assertEquals(config, parse(ConfigWriter.toYaml(config)));
    }

    @Test
    void mistakesAreNamed() {
        assertTrue(message("nodes: []").contains("at least one node"));
        assertTrue(message("nodes: [{name: n1}, {name: n1}]").contains("taken twice"));
        assertTrue(message("nodes: [{name: sw}]").contains("sw"));
        assertTrue(message("nodes: [{name: Loud}]").contains("Loud"));
        assertTrue(message("nodes: [{name: n1, budgetMillicores: 10}]").contains("50 to 1000000"));
        assertTrue(message("nodes: [{name: n1, budgetMilicores: 100}]").contains("budgetMillicores"));
        assertTrue(message("{nodes: [{name: n1}], switchKind: tofino}").contains("bmv2"));
    }

    @Test
    void mistakesInSwitchesAreNamed() {
        assertTrue(switches("{name: a, hosts: [n1]}").contains("no switch has the hosts [c1]"));
        assertTrue(switches("{name: a, hosts: [n1, c1, n1]}").contains("host 'n1'"));
        assertTrue(switches("{name: a, hosts: [n1, c1], links: [b]}").contains("link to 'b'"));
        assertTrue(switches("{name: n1, hosts: [n1, c1]}").contains("switch name 'n1'"));
        assertTrue(switches("{name: a, hosts: [n1]}, {name: b, hosts: [c1]}").contains("not all of [a, b]"));
    }

    @Test
    void eachOfSeveralSwitchesHasANetworkOfItsOwn() {
        Topology sites = Topology.of(Shape.SITES.of(3, SwitchKind.EMBEDDED));
        assertEquals(
                List.of("10.1.1.1", "10.1.1.2", "10.2.1.1", "10.3.1.1", "10.1.2.1", "10.2.2.1"),
                sites.hosts().stream().map(Topology.Host::dataIp).toList());
        assertEquals(
                List.of(new Uplink(2, 0, 4), new Uplink(3, 1, 3)),
                sites.switches().get(2).uplinks());
    }

    @Test
    void routesGoNearerWithEachHopAndUseAllWays() {
        Topology tree = Topology.of(Shape.FAT_TREE.of(2, SwitchKind.EMBEDDED));
        Routes routes = new Routes(tree);
        var used = new HashSet<Integer>();
        for (var from : tree.switches()) {
            for (var to : tree.switches()) {
                int hops = 0;
                for (var at = from;
                        !at.equals(to);
                        at = tree.switches().get(routes.towards(at, to).peer())) {
                    used.add(routes.towards(at, to).peer());
                    hops++;
                    assertTrue(hops <= 2, from + " to " + to);
                }
            }
        }
        assertEquals(Set.of(0, 1, 2, 3), used);
    }

    @Test
    void portsAndAddressesFollowTheOrderOfTheFile() {
        Topology topology = Topology.of(TopologyConfig.ofNodes(2, SwitchKind.EMBEDDED));
        assertEquals(
                List.of("n1", "n2", "c1"),
                topology.hosts().stream().map(Topology.Host::name).toList());
        assertEquals(
                List.of(1, 2, 3),
                topology.hosts().stream().map(Topology.Host::port).toList());
        assertEquals("10.0.1.2", topology.nodes().get(1).host().dataIp());
        assertEquals("10.98.0.12:9701", topology.nodes().get(1).peerAddress());
        assertEquals("10.0.2.1", topology.clients().getFirst().host().dataIp());
    }

    private static TopologyConfig parse(String yaml) {
        return ConfigLoader.parse(yaml, "topology.yaml", TopologyConfig.class);
    }

    private static String switches(String list) {
        return message("{nodes: [{name: n1}], switches: [" + list + "]}");
    }

    private static String message(String yaml) {
        return assertThrows(ConfigException.class, () -> parse(yaml)).getMessage();
    }
}
