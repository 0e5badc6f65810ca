package io.slackline.testbed.topology;

import io.slackline.testbed.netns.IpBatch;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.netns.Offloads;
import io.slackline.testbed.netns.Sysctls;
import io.slackline.testbed.topology.Topology.Host;
import io.slackline.testbed.topology.Topology.SwitchHost;
import io.slackline.testbed.topology.Topology.Uplink;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the links of a topology: namespaces, management bridge, one veth from every host to its switch and one for every link of switches.
 * Where one switch has all hosts, these route the service network straight onto their data link, and the switch answers ARP for it. Where there
 * are several, each is the gateway of its hosts, and every node ends the VXLAN tunnels that lead to it.
 */
public final class Network {
    private static final String SERVICE_NETWORK = "10.99.0.0/16";
    /** Of the tunnels from switches to nodes. */
    public static final int VNI = 1;
    /** What hosts send at most; the links carry it in a tunnel too. */
    private static final int HOST_MTU = 1500;

    private static final int LINK_MTU = 1600;

    private Network() {}

    /** Builds everything; must run inside the sandbox. Takes about a quarter of a second for four hosts. */
    public static void build(Topology topology) {
        Sysctls.disableIpv6();
        IpBatch names = new IpBatch(Namespace.BASE);
        topology.switches().forEach(device -> names.add("netns add", device.name()));
        topology.hosts().forEach(host -> names.add("netns add", host.name()));
        names.run();

        topology.switches()
                .forEach(device -> device.namespace().run(() -> {
                    Sysctls.disableIpv6();
                    Sysctls.set("net.ipv4.conf.all.arp_ignore", "1");
                }));
        topology.hosts().forEach(host -> host.namespace().run(() -> hostSysctls()));

        IpBatch base = new IpBatch(Namespace.BASE)
                .add("link set lo up")
                .add("link add mgmt type bridge")
                .add("address add", Topology.BASE_MANAGEMENT_IP + "/24", "dev mgmt")
                .add("link set mgmt up");
        topology.switches().forEach(device -> management(base, device.namespace()));
        for (Host host : topology.hosts()) {
            management(base, host.namespace());
            SwitchHost device = topology.switchOf(host);
            String here = host.switchInterface() + " netns " + device.name() + " address " + host.switchMac();
            String there = Topology.DATA_INTERFACE + " netns " + host.name() + " address " + host.mac();
            base.add("link add", here, "type veth peer name", there);
        }
        for (SwitchHost device : topology.switches()) {
            for (Uplink uplink : device.uplinks()) {
                if (device.index() < uplink.peer()) {
                    String peer = topology.switches().get(uplink.peer()).name();
                    String here = uplink.switchInterface() + " netns " + device.name();
                    base.add("link add", here, "type veth peer name", "p" + uplink.peerPort() + " netns " + peer);
                }
            }
        }
        base.run();
        topology.switches().forEach(device -> attach(topology, device));
        for (Host host : topology.hosts()) {
            if (topology.isRouted()) {
                routedHost(topology, host);
            } else {
                bridgedHost(host);
            }
        }
        if (topology.isRouted()) {
            topology.nodes().forEach(node -> endTunnels(node.host()));
        }
    }

    private static void management(IpBatch base, Namespace namespace) {
        String port = Topology.managementPort(namespace);
        base.add("link add", port, "type veth peer name", Topology.MANAGEMENT_INTERFACE, "netns", namespace.name())
                .add("link set", port, "master mgmt up");
    }

    private static void attach(Topology topology, SwitchHost device) {
        List<String> interfaces = new ArrayList<>();
        topology.hostsOf(device).forEach(host -> interfaces.add(host.switchInterface()));
        device.uplinks().forEach(uplink -> interfaces.add(uplink.switchInterface()));
        IpBatch inSwitch = new IpBatch(device.namespace())
                .add("link set lo up")
                .add("address add", device.managementIp() + "/24", "dev", Topology.MANAGEMENT_INTERFACE)
                .add("link set", Topology.MANAGEMENT_INTERFACE, "up");
        interfaces.forEach(name -> inSwitch.add("link set", name, "mtu", mtu(topology), "up"));
        device.namespace().run(() -> interfaces.forEach(Offloads::disable));
        inSwitch.run();
    }

    /** Of the data links. */
    public static int mtu(Topology topology) {
        return topology.isRouted() ? LINK_MTU : HOST_MTU;
    }

    private static void hostSysctls() {
        Sysctls.disableIpv6();
        // Service addresses sit on the loopback of several hosts at once: nobody but the switch may answer ARP for
        // them.
        Sysctls.set("net.ipv4.conf.all.arp_ignore", "1");
        Sysctls.set("net.ipv4.conf.all.arp_announce", "2");
        // Requests arrive by a tunnel and are answered without it.
        Sysctls.set("net.ipv4.conf.all.rp_filter", "0");
        Sysctls.set("net.ipv4.conf.default.rp_filter", "0");
    }

    private static IpBatch management(Host host) {
        host.namespace().run(() -> Offloads.disable(Topology.DATA_INTERFACE));
        return new IpBatch(host.namespace())
                .add("link set lo up")
                .add("address add", host.managementIp() + "/24", "dev", Topology.MANAGEMENT_INTERFACE)
                .add("link set", Topology.MANAGEMENT_INTERFACE, "up");
    }

    private static void bridgedHost(Host host) {
        management(host)
                .add("address add", host.dataIp() + "/16", "dev", Topology.DATA_INTERFACE)
                .add("link set", Topology.DATA_INTERFACE, "up")
                .add("route add", SERVICE_NETWORK, "dev", Topology.DATA_INTERFACE)
                .run();
    }

    private static void routedHost(Topology topology, Host host) {
        SwitchHost gateway = topology.switchOf(host);
        management(host)
                .add("address add", host.dataIp() + "/16", "dev", Topology.DATA_INTERFACE, "noprefixroute")
                .add("link set", Topology.DATA_INTERFACE, "mtu", LINK_MTU, "up")
                .add("route add", gateway.network(), "dev", Topology.DATA_INTERFACE, "mtu", HOST_MTU)
                .add("route add default via", gateway.gateway(), "mtu", HOST_MTU)
                .run();
    }

    /** What comes out of a tunnel has the MAC address that the node has told the controller: that of its data interface. */
    private static void endTunnels(Host node) {
        new IpBatch(node.namespace())
                .add(
                        "link add vxlan0 address",
                        node.mac(),
                        "type vxlan id",
                        VNI,
                        "local",
                        node.dataIp(),
                        "dstport 4789")
                .add("link set vxlan0 mtu", HOST_MTU, "up")
                .run();
    }
}
