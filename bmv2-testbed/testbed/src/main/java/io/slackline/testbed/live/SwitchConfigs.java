package io.slackline.testbed.live;

import io.slackline.testbed.topology.Network;
import io.slackline.testbed.topology.Routes;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.Host;
import io.slackline.testbed.topology.Topology.NodeHost;
import io.slackline.testbed.topology.Topology.SwitchHost;
import io.slackline.testbed.topology.Topology.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The switches as the controller's configuration has them. One is a bridge. Several are routers: each knows the way to the others' networks and to its
 * own hosts, and the tunnels to the nodes of the others. The links between them flood nothing, so their loops do no harm.
 */
final class SwitchConfigs {
    private SwitchConfigs() {}

    /** The items of the list {@code switches}, one a line. */
    static String of(Topology topology) {
        return topology.switches().stream()
                .map(device -> "- {name: %s, address: \"%s:%d\", deviceId: %d, ports: %s, cpuPort: %d%s}"
                        .formatted(
                                topology.isRouted() ? device.name() : "s1",
                                device.managementIp(),
                                Topology.P4RUNTIME_PORT,
                                device.deviceId(),
                                topology.hostsOf(device).stream()
                                        .map(Host::port)
                                        .toList(),
                                Topology.CPU_PORT,
                                topology.isRouted() ? ", network: {" + network(topology, device) + "}" : ""))
                .collect(Collectors.joining("\n"));
    }

    private static String network(Topology topology, SwitchHost here) {
        Routes ways = new Routes(topology);
        List<String> routes = new ArrayList<>();
        for (Host host : topology.hostsOf(here)) {
            routes.add(route(host.dataIp() + "/32", host.port(), host.mac()));
        }
        for (SwitchHost there : topology.switches()) {
            if (!there.equals(here)) {
                Uplink way = ways.towards(here, there);
                routes.add(route(
                        there.network(),
                        way.port(),
                        topology.switches().get(way.peer()).mac()));
            }
        }
        List<String> remote = new ArrayList<>();
        for (NodeHost node : topology.nodes()) {
            SwitchHost there = topology.switchOf(node.host());
            if (!there.equals(here)) {
                Uplink way = ways.towards(here, there);
                remote.add("{node: %s, port: %d, nextHop: \"%s\", source: %s, destination: %s, vni: %d}"
                        .formatted(
                                node.name(),
                                way.port(),
                                topology.switches().get(way.peer()).mac(),
                                here.gateway(),
                                node.host().dataIp(),
                                Network.VNI));
            }
        }
        return "mac: \"%s\", addresses: [%s], reportAddress: %s, routes: %s, remoteNodes: %s"
                .formatted(here.mac(), here.gateway(), here.gateway(), routes, remote);
    }

    private static String route(String to, int port, String nextHop) {
        return "{to: %s, port: %d, nextHop: \"%s\"}".formatted(to, port, nextHop);
    }
}
