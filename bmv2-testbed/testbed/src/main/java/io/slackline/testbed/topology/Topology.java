package io.slackline.testbed.topology;

import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import io.slackline.testbed.topology.TopologyConfig.SwitchConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A topology with the addresses, ports and interface names that follow from the order in its file. */
public record Topology(
        TopologyConfig config, List<SwitchHost> switches, List<NodeHost> nodes, List<ClientHost> clients) {
    /** Of the data links, where one switch has all hosts. */
    public static final String ONE_NETWORK = "10.0.0.0/16";

    public static final String BASE_MANAGEMENT_IP = "10.98.0.1";
    public static final int CONTROLLER_PORT = 9700;
    public static final int P4RUNTIME_PORT = 9559;
    public static final int PEER_PORT = 9701;
    public static final int CPU_PORT = 255;
    /** Name of the interface, in every host, that leads to the switch. */
    public static final String DATA_INTERFACE = "eth0";
    /** Name of the interface, in every host and in the switch's namespace, that leads to the management bridge. */
    public static final String MANAGEMENT_INTERFACE = "mgmt0";

    public static Topology of(TopologyConfig config) {
        List<SwitchConfig> wanted = config.switches().isEmpty() ? List.of(theOne(config)) : config.switches();
        Map<String, Place> places = new LinkedHashMap<>();
        for (int s = 0; s < wanted.size(); s++) {
            List<String> hosts = wanted.get(s).hosts();
            for (int i = 0; i < hosts.size(); i++) {
                places.put(hosts.get(i), new Place(s, i + 1));
            }
        }
        boolean routed = wanted.size() > 1;
        int[] nodesOf = new int[wanted.size()];
        List<NodeHost> nodes = new ArrayList<>();
        for (NodeConfig node : config.nodes()) {
            Place place = Objects.requireNonNull(places.get(node.name()));
            String ip = "10.%d.1.%d".formatted(place.network(routed), ++nodesOf[place.switchIndex()]);
            nodes.add(new NodeHost(node, host(node.name(), place, ip, 11 + nodes.size())));
        }
        int[] clientsOf = new int[wanted.size()];
        List<ClientHost> clients = new ArrayList<>();
        for (String client : config.clients()) {
            Place place = Objects.requireNonNull(places.get(client));
            String ip = "10.%d.2.%d".formatted(place.network(routed), ++clientsOf[place.switchIndex()]);
            clients.add(new ClientHost(host(client, place, ip, 101 + clients.size())));
        }
        return new Topology(config, switches(wanted), List.copyOf(nodes), List.copyOf(clients));
    }

    private static SwitchConfig theOne(TopologyConfig config) {
        Stream<String> nodes = config.nodes().stream().map(NodeConfig::name);
        return new SwitchConfig(
                "sw", Stream.concat(nodes, config.clients().stream()).toList(), List.of());
    }

    private static Host host(String name, Place place, String dataIp, int managementNumber) {
        return new Host(name, place.switchIndex(), place.port(), dataIp, "10.98.0." + managementNumber);
    }

    private static List<SwitchHost> switches(List<SwitchConfig> wanted) {
        List<String> names = wanted.stream().map(SwitchConfig::name).toList();
        List<List<Uplink>> uplinks = new ArrayList<>();
        wanted.forEach(_ -> uplinks.add(new ArrayList<>()));
        for (int near = 0; near < wanted.size(); near++) {
            for (String neighbour : wanted.get(near).links()) {
                int far = names.indexOf(neighbour);
                int nearPort =
                        wanted.get(near).hosts().size() + uplinks.get(near).size() + 1;
                int farPort = wanted.get(far).hosts().size() + uplinks.get(far).size() + 1;
                uplinks.get(near).add(new Uplink(nearPort, far, farPort));
                uplinks.get(far).add(new Uplink(farPort, near, nearPort));
            }
        }
        List<SwitchHost> switches = new ArrayList<>();
        for (String name : names) {
            int index = switches.size();
            switches.add(new SwitchHost(name, index, List.copyOf(uplinks.get(index))));
        }
        return List.copyOf(switches);
    }

    /** Whether each switch has a network of its own and routes to the others. */
    public boolean isRouted() {
        return switches.size() > 1;
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

    public List<Host> hostsOf(SwitchHost device) {
        return hosts().stream()
                .filter(host -> host.switchIndex() == device.index())
                .toList();
    }

    public SwitchHost switchOf(Host host) {
        return switches.get(host.switchIndex());
    }

    /** The node of that name. */
    public Optional<NodeHost> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** Where a host is attached. */
    private record Place(int switchIndex, int port) {
        int network(boolean routed) {
            return routed ? switchIndex + 1 : 0;
        }
    }

    /**
     * A switch.
     *
     * @param index its place in the file, from 0
     * @param uplinks to other switches
     */
    public record SwitchHost(String name, int index, List<Uplink> uplinks) {
        public Namespace namespace() {
            return new Namespace(name);
        }

        public int deviceId() {
            return index + 1;
        }

        public String managementIp() {
            return "10.98.0." + (index == 0 ? 2 : 200 + index);
        }

        /** Its own Ethernet address, as a router. */
        public String mac() {
            return "02:53:4c:00:00:%02x".formatted(index + 1);
        }

        /** Its own address in its network, where there are several. */
        public String gateway() {
            return "10.%d.0.254".formatted(index + 1);
        }

        /** Its network, where there are several. */
        public String network() {
            return "10.%d.0.0/16".formatted(index + 1);
        }
    }

    /**
     * A switch's end of a link to another one.
     *
     * @param peer index of the other switch
     */
    public record Uplink(int port, int peer, int peerPort) {
        public String switchInterface() {
            return "p" + port;
        }
    }

    /** One end of a data link: its namespace, its switch and port there, its addresses. */
    public record Host(String name, int switchIndex, int port, String dataIp, String managementIp) {
        public Namespace namespace() {
            return new Namespace(name);
        }

        /** The switch's end of the link. */
        public String switchInterface() {
            return "p" + port;
        }

        /** Locally administered, and readable in a packet trace: its last bytes are the switch and its port. */
        public String mac() {
            return "02:00:0a:00:%02x:%02x".formatted(switchIndex, port);
        }

        public String switchMac() {
            return "02:00:0a:ff:%02x:%02x".formatted(switchIndex, port);
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
