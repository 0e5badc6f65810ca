package io.slackline.controller;

import io.slackline.common.config.Default;
import io.slackline.controller.steering.IpV4;
import io.slackline.pipeline.Limits;
import io.slackline.pipeline.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a switch is beside a bridge: its own addresses, the networks that it routes to, and the VXLAN tunnels that it begins and ends.
 *
 * @param mac the switch's own Ethernet address; another one for each switch where two share a network
 * @param addresses its own IPv4 addresses, for which it answers ARP and ICMP echo: as a gateway, as the end of tunnels
 * @param reportAddress where all nodes, those of other switches too, report to this one, over the network; the common address where it is left out
 * @param routes IPv4 routes for what is sent to {@code mac}
 * @param tunnelEnds what arrives for them is taken out of its tunnel and treated as if it had arrived without one
 * @param remoteNodes nodes that no port reaches, such as those of the cloud: their requests go in a tunnel
 */
public record SwitchNetworkConfig(
        @Default("02:53:4c:00:00:01") String mac,
        @Default("[]") List<String> addresses,
        Optional<String> reportAddress,
        @Default("[]") List<RouteConfig> routes,
        @Default("[]") List<TunnelEndConfig> tunnelEnds,
        @Default("[]") List<RemoteNodeConfig> remoteNodes) {
    /** A bridge and nothing else. */
    public static final SwitchNetworkConfig BRIDGE =
            new SwitchNetworkConfig("02:53:4c:00:00:01", List.of(), Optional.empty(), List.of(), List.of(), List.of());

    public SwitchNetworkConfig {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        tunnelEnds = List.copyOf(tunnelEnds);
        remoteNodes = List.copyOf(remoteNodes);
        Checks.mac("mac", mac);
        addresses.forEach(address -> Checks.address("addresses", address));
        reportAddress.ifPresent(address -> Checks.address("reportAddress", address));
        Checks.unique(
                "routes: to",
                routes.stream().map(RouteConfig::to).map(IpV4.Prefix::parse).toList());
        Checks.unique("tunnelEnds", tunnelEnds);
        Checks.unique(
                "remoteNodes: node",
                remoteNodes.stream().map(RemoteNodeConfig::node).toList());
    }

    /**
     * A route.
     *
     * @param to IPv4 CIDR, 0.0.0.0/0 for the default route
     * @param port where the next hop is
     * @param nextHop its MAC address
     */
    public record RouteConfig(String to, int port, String nextHop) {
        public RouteConfig {
            IpV4.Prefix.parse(to);
            Checks.port("port", port);
            Checks.mac("nextHop", nextHop);
        }
    }

    /**
     * The end of a tunnel.
     *
     * @param address outer destination, the switch's own
     * @param vni VXLAN network identifier
     */
    public record TunnelEndConfig(String address, int vni) {
        public TunnelEndConfig {
            Checks.address("address", address);
            Checks.vni(vni);
        }
    }

    /**
     * A node behind a tunnel. Its reports come over the network to the report address as they are, without a tunnel.
     *
     * @param node its name
     * @param port where the tunnel begins
     * @param nextHop MAC address of the next router on the way, or of the far end where that is a neighbour
     * @param source this end's address
     * @param destination the far end's
     * @param vni VXLAN network identifier
     */
    public record RemoteNodeConfig(
            String node,
            int port,
            String nextHop,
            String source,
            String destination,
            @Default("1") int vni) {
        public RemoteNodeConfig {
            Checks.that(!node.isBlank(), "node: expected a name");
            Checks.port("port", port);
            Checks.mac("nextHop", nextHop);
            Checks.address("source", source);
            Checks.address("destination", destination);
            Checks.vni(vni);
        }
    }

    /** Each names its key, as all configuration errors do. */
    private static final class Checks {
        static void that(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }

        static void unique(String key, List<?> values) {
            that(values.stream().distinct().count() == values.size(), key + ": expected each once, got " + values);
        }

        static void port(String key, int port) {
            that(
                    port >= 0 && port <= Limits.LAST_SWITCH_PORT,
                    key + " " + port + ": expected 0 to " + Limits.LAST_SWITCH_PORT);
        }

        static void vni(int vni) {
            that(vni >= 0 && vni <= Limits.LAST_VNI, "vni " + vni + ": expected 0 to " + Limits.LAST_VNI);
        }

        static void mac(String key, String mac) {
            try {
                MacAddress.parse(mac);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
            }
        }

        static void address(String key, String address) {
            try {
                IpV4.parse(address);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
            }
        }
    }
}
