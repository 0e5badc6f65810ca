package io.slackline.testbed.live;

import io.slackline.testbed.topology.Network;
import io.slackline.testbed.topology.Routes;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.Host;
import io.slackline.testbed.topology.Topology.NodeHost;
import io.slackline.testbed.topology.Topology.SwitchHost;
import io.slackline.testbed.topology.Topology.Uplink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The switches as the controller's configuration has them. One is a bridge. Several are routers: each knows the way to the others' networks and to its
 * own hosts, and the tunnels to the nodes of the others. The links between them flood nothing, so their loops do no harm.
 */
final class SwitchConfigs {
    private SwitchConfigs() {}

    static Map<String, Object> of(Topology topology, SwitchHost device) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", topology.isRouted() ? device.name() : "s1");
        config.put("address", device.managementIp() + ":" + Topology.P4RUNTIME_PORT);
        config.put("deviceId", device.deviceId());
        config.put("ports", topology.hostsOf(device).stream().map(Host::port).toList());
        config.put("cpuPort", Topology.CPU_PORT);
        if (topology.isRouted()) {
            config.put("network", network(topology, device));
        }
        return config;
    }

    private static Map<String, Object> network(Topology topology, SwitchHost here) {
        Routes ways = new Routes(topology);
        List<Route> routes = new ArrayList<>();
        for (Host host : topology.hostsOf(here)) {
            routes.add(new Route(host.dataIp() + "/32", host.port(), host.mac()));
        }
        for (SwitchHost there : topology.switches()) {
            if (!there.equals(here)) {
                Uplink way = ways.towards(here, there);
                routes.add(new Route(there.network(), way.port(), neighbour(topology, way)));
            }
        }
        List<Remote> remote = new ArrayList<>();
        for (NodeHost node : topology.nodes()) {
            SwitchHost there = topology.switchOf(node.host());
            if (!there.equals(here)) {
                Uplink way = ways.towards(here, there);
                remote.add(new Remote(
                        node.name(),
                        way.port(),
                        neighbour(topology, way),
                        here.gateway(),
                        node.host().dataIp(),
                        Network.VNI));
            }
        }
        Map<String, Object> network = new LinkedHashMap<>();
        network.put("mac", here.mac());
        network.put("addresses", List.of(here.gateway()));
        network.put("reportAddress", here.gateway());
        network.put("routes", routes);
        network.put("remoteNodes", remote);
        return network;
    }

    private static String neighbour(Topology topology, Uplink way) {
        return topology.switches().get(way.peer()).mac();
    }

    private record Route(String to, int port, String nextHop) {}

    private record Remote(String node, int port, String nextHop, String source, String destination, int vni) {}
}
