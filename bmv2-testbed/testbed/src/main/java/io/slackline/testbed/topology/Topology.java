package io.slackline.testbed.topology;

import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A topology with the addresses, ports and interface names that follow from the order in its file. */
public record Topology(TopologyConfig config, List<NodeHost> nodes, List<ClientHost> clients) {
    public static final Namespace SWITCH = new Namespace("sw");
    public static final String BASE_MANAGEMENT_IP = "10.98.0.1";
    public static final String SWITCH_MANAGEMENT_IP = "10.98.0.2";
    public static final int CONTROLLER_PORT = 9700;
    public static final int P4RUNTIME_PORT = 9559;
    public static final int PEER_PORT = 9701;
    public static final int CPU_PORT = 255;
    /** Name of the interface, in every host, that leads to the switch. */
    public static final String DATA_INTERFACE = "eth0";
    /** Name of the interface, in every host and in the switch's namespace, that leads to the management bridge. */
    public static final String MANAGEMENT_INTERFACE = "mgmt0";

    public static Topology of(TopologyConfig config) {
        List<NodeHost> nodes = new ArrayList<>();
        List<ClientHost> clients = new ArrayList<>();
        int port = 1;
        for (NodeConfig node : config.nodes()) {
            int i = nodes.size() + 1;
            nodes.add(new NodeHost(node, new Host(node.name(), port, "10.0.1." + i, "10.98.0." + (10 + i))));
            port++;
        }
        for (String client : config.clients()) {
            int i = clients.size() + 1;
            clients.add(new ClientHost(new Host(client, port, "10.0.2." + i, "10.98.0." + (100 + i))));
            port++;
        }
        return new Topology(config, List.copyOf(nodes), List.copyOf(clients));
    }

    /** The bridge's port to a namespace, in the base namespace. */
    public static String managementPort(Namespace namespace) {
        return "m-" + namespace.name();
    }

    public List<Host> hosts() {
        return Stream.concat(
                        nodes.stream().map(NodeHost::host), clients.stream().map(ClientHost::host))
                .toList();
    }

    /** One end of a data link: its namespace, its switch port, its addresses. */
    public record Host(String name, int port, String dataIp, String managementIp) {
        public Namespace namespace() {
            return new Namespace(name);
        }

        /** The switch's end of the link. */
        public String switchInterface() {
            return "p" + port;
        }

        /** Locally administered, and readable in a packet trace: its last byte is the switch port. */
        public String mac() {
            return "02:00:0a:00:00:%02x".formatted(port);
        }

        public String switchMac() {
            return "02:00:0a:ff:00:%02x".formatted(port);
        }
    }

    /** An edge node. */
    public record NodeHost(NodeConfig config, Host host) {
        public String name() {
            return config.name();
        }

        public String peerAddress() {
            return host.managementIp() + ":" + PEER_PORT;
        }
    }

    /** A client. */
    public record ClientHost(Host host) {}
}
