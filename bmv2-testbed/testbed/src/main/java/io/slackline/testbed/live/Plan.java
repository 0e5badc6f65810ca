package io.slackline.testbed.live;

import io.slackline.common.config.ConfigWriter;
import io.slackline.testbed.topology.Network;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.Host;
import io.slackline.testbed.topology.Topology.NodeHost;
import io.slackline.testbed.topology.Topology.SwitchHost;
import io.slackline.testbed.topology.Topology.Uplink;
import io.slackline.testbed.topology.TopologyConfig;
import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import io.slackline.testbed.topology.TopologyConfig.TierKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A topology in full, for who builds its network elsewhere, as the Mininet classes do; {@code testbed plan} prints it.
 *
 * @param topology the topology file
 * @param mtu of all data links
 */
public record Plan(
        String topology,
        String reportInterval,
        String staleness,
        int mtu,
        List<SwitchPlan> switches,
        List<LinkPlan> links,
        List<HostPlan> hosts) {

    public static Plan of(Topology topology) {
        TopologyConfig config = topology.config();
        List<SwitchPlan> switches = new ArrayList<>();
        List<LinkPlan> links = new ArrayList<>();
        for (SwitchHost device : topology.switches()) {
            switches.add(new SwitchPlan(
                    device.name(),
                    device.deviceId(),
                    device.managementIp(),
                    Topology.P4RUNTIME_PORT,
                    SwitchConfigs.of(topology, device)));
            for (Uplink uplink : device.uplinks()) {
                if (device.index() < uplink.peer()) {
                    String peer = topology.switches().get(uplink.peer()).name();
                    links.add(new LinkPlan(List.of(device.name(), peer), List.of(uplink.port(), uplink.peerPort())));
                }
            }
        }
        List<HostPlan> hosts = new ArrayList<>();
        topology.nodes().forEach(node -> hosts.add(HostPlan.of(topology, node)));
        topology.clients().forEach(client -> hosts.add(HostPlan.ofClient(topology, client.host())));
        return new Plan(
                ConfigWriter.toYaml(config),
                config.reportInterval().toMillis() + "ms",
                config.staleness().toMillis() + "ms",
                Network.mtu(topology),
                switches,
                links,
                hosts);
    }

    /**
     * A switch.
     *
     * @param config as the controller's configuration has it
     */
    public record SwitchPlan(
            String name, int deviceId, String managementIp, int p4RuntimePort, Map<String, Object> config) {}

    /** A link between two switches: their names and ports. */
    public record LinkPlan(List<String> switches, List<Integer> ports) {}

    /**
     * A host.
     *
     * @param kind node or client
     * @param network its subnet
     * @param gateway empty where one switch has all hosts
     * @param vni of the tunnels that end there; 0: none do
     */
    public record HostPlan(
            String name,
            String kind,
            String switchName,
            int port,
            String mac,
            String dataIp,
            String managementIp,
            String network,
            String gateway,
            int vni,
            String tier,
            String zone,
            int budgetMillicores) {
        private static HostPlan of(Topology topology, NodeHost node) {
            return of(topology, node.host(), "node", topology.isRouted() ? Network.VNI : 0, node.config());
        }

        private static HostPlan ofClient(Topology topology, Host host) {
            return of(topology, host, "client", 0, new NodeConfig(host.name(), 50, TierKind.EDGE, "", 0));
        }

        private static HostPlan of(Topology topology, Host host, String kind, int vni, NodeConfig config) {
            SwitchHost device = topology.switchOf(host);
            boolean routed = topology.isRouted();
            return new HostPlan(
                    host.name(),
                    kind,
                    device.name(),
                    host.port(),
                    host.mac(),
                    host.dataIp(),
                    host.managementIp(),
                    routed ? device.network() : Topology.ONE_NETWORK,
                    routed ? device.gateway() : "",
                    vni,
                    config.tier().name().toLowerCase(Locale.ROOT),
                    config.zone(),
                    config.budgetMillicores());
        }
    }
}
