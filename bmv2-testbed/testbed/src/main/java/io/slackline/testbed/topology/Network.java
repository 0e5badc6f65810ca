package io.slackline.testbed.topology;

import io.slackline.testbed.netns.IpBatch;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.netns.Offloads;
import io.slackline.testbed.netns.Sysctls;
import io.slackline.testbed.topology.Topology.Host;

/**
 * Builds the links of a topology: namespaces, management bridge, one veth from every host to the switch.
 * Hosts route the service network straight onto their data link; the switch answers ARP for it.
 */
public final class Network {
    private static final String SERVICE_NETWORK = "10.99.0.0/16";

    private Network() {}

    /** Builds everything; must run inside the sandbox. Takes about a quarter of a second for four hosts. */
    public static void build(Topology topology) {
        Sysctls.disableIpv6();
        IpBatch names = new IpBatch(Namespace.BASE).add("netns add", Topology.SWITCH.name());
        topology.hosts().forEach(host -> names.add("netns add", host.name()));
        names.run();

        Topology.SWITCH.run(() -> {
            Sysctls.disableIpv6();
            Sysctls.set("net.ipv4.conf.all.arp_ignore", "1");
        });
        topology.hosts().forEach(host -> host.namespace().run(() -> hostSysctls()));

        IpBatch base = new IpBatch(Namespace.BASE)
                .add("link set lo up")
                .add("link add mgmt type bridge")
                .add("address add", Topology.BASE_MANAGEMENT_IP + "/24", "dev mgmt")
                .add("link set mgmt up");
        management(base, Topology.SWITCH);
        for (Host host : topology.hosts()) {
            management(base, host.namespace());
            String here = host.switchInterface() + " netns " + Topology.SWITCH.name() + " address " + host.switchMac();
            String there = Topology.DATA_INTERFACE + " netns " + host.name() + " address " + host.mac();
            base.add("link add", here, "type veth peer name", there);
        }
        base.run();

        IpBatch inSwitch = new IpBatch(Topology.SWITCH)
                .add("link set lo up")
                .add("address add", Topology.SWITCH_MANAGEMENT_IP + "/24", "dev", Topology.MANAGEMENT_INTERFACE)
                .add("link set", Topology.MANAGEMENT_INTERFACE, "up");
        topology.hosts().forEach(host -> inSwitch.add("link set", host.switchInterface(), "up"));
        Topology.SWITCH.run(() -> topology.hosts().forEach(host -> Offloads.disable(host.switchInterface())));
        inSwitch.run();
        topology.hosts().forEach(Network::host);
    }

    private static void management(IpBatch base, Namespace namespace) {
        String port = Topology.managementPort(namespace);
        base.add("link add", port, "type veth peer name", Topology.MANAGEMENT_INTERFACE, "netns", namespace.name())
                .add("link set", port, "master mgmt up");
    }

    private static void hostSysctls() {
        Sysctls.disableIpv6();
        // Service addresses sit on the loopback of several hosts at once: nobody but the switch may answer ARP for
        // them.
        Sysctls.set("net.ipv4.conf.all.arp_ignore", "1");
        Sysctls.set("net.ipv4.conf.all.arp_announce", "2");
    }

    private static void host(Host host) {
        host.namespace().run(() -> Offloads.disable(Topology.DATA_INTERFACE));
        new IpBatch(host.namespace())
                .add("link set lo up")
                .add("address add", host.managementIp() + "/24", "dev", Topology.MANAGEMENT_INTERFACE)
                .add("link set", Topology.MANAGEMENT_INTERFACE, "up")
                .add("address add", host.dataIp() + "/16", "dev", Topology.DATA_INTERFACE)
                .add("link set", Topology.DATA_INTERFACE, "up")
                .add("route add", SERVICE_NETWORK, "dev", Topology.DATA_INTERFACE)
                .run();
    }
}
