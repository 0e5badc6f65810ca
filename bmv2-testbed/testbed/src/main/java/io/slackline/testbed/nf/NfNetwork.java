package io.slackline.testbed.nf;

import io.slackline.testbed.netns.IpBatch;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.netns.Offloads;
import io.slackline.testbed.netns.Sysctls;
import io.slackline.testbed.nf.PacketLoop.Link;
import java.util.List;

/**
 * Three namespaces in a row: source, network function, destination, each a veth away from the next.
 *
 * <p>Frames between them carry MAC addresses that no interface has, except where the kernel is to forward them: packet sockets take them all the
 * same, and the kernel's own IP drops them at its first look instead of routing them a second time.
 */
public final class NfNetwork {
    public static final Namespace SOURCE = new Namespace("nfsrc");
    public static final Namespace FUNCTION = new Namespace("nfbox");
    public static final Namespace DESTINATION = new Namespace("nfdst");

    public static final String SOURCE_INTERFACE = "src0";
    public static final String INSIDE_INTERFACE = "in0";
    public static final String OUTSIDE_INTERFACE = "out0";
    public static final String DESTINATION_INTERFACE = "dst0";

    static final String SOURCE_IP = "10.1.0.2";
    static final String INSIDE_IP = "10.1.0.1";
    static final String PUBLIC_IP = "10.2.0.1";
    static final String DESTINATION_IP = "10.2.0.2";
    static final String VIRTUAL_IP = "10.3.0.1";
    static final List<String> SERVER_IPS = List.of("10.2.0.11", "10.2.0.12", "10.2.0.13", "10.2.0.14");
    static final int DENIED_PORT = 9999;

    static final String SOURCE_MAC = "02:00:0b:01:00:02";
    static final String INSIDE_MAC = "02:00:0b:01:00:01";
    static final String OUTSIDE_MAC = "02:00:0b:02:00:01";
    static final String DESTINATION_MAC = "02:00:0b:02:00:02";
    /** What in0 and out0 have; frames to them are the kernel's. */
    static final String INSIDE_KERNEL_MAC = "02:00:0b:01:01:01";

    static final String OUTSIDE_KERNEL_MAC = "02:00:0b:02:01:01";

    static final Link INSIDE = new Link(INSIDE_INTERFACE, Addresses.mac(INSIDE_MAC), Addresses.mac(SOURCE_MAC));
    static final Link OUTSIDE = new Link(OUTSIDE_INTERFACE, Addresses.mac(OUTSIDE_MAC), Addresses.mac(DESTINATION_MAC));

    private NfNetwork() {}

    /** Where the source sends, for each kind of network function. */
    static String target(NfKind kind) {
        return switch (kind) {
            case FIREWALL, NAT -> DESTINATION_IP;
            case LOAD_BALANCER -> VIRTUAL_IP;
        };
    }

    /** Builds it; must run inside the sandbox. */
    public static void build() {
        new IpBatch(Namespace.BASE)
                .add("netns add", SOURCE.name())
                .add("netns add", FUNCTION.name())
                .add("netns add", DESTINATION.name())
                .run();
        List.of(SOURCE, FUNCTION, DESTINATION).forEach(each -> each.run(Sysctls::disableIpv6));
        new IpBatch(FUNCTION)
                .add("link set lo up")
                .add(
                        "link add",
                        INSIDE_INTERFACE,
                        "address",
                        INSIDE_KERNEL_MAC,
                        "type veth peer name",
                        SOURCE_INTERFACE)
                .add(
                        "link add",
                        OUTSIDE_INTERFACE,
                        "address",
                        OUTSIDE_KERNEL_MAC,
                        "type veth peer name",
                        DESTINATION_INTERFACE)
                .add("link set", SOURCE_INTERFACE, "netns", SOURCE.name())
                .add("link set", DESTINATION_INTERFACE, "netns", DESTINATION.name())
                .add("address add", INSIDE_IP + "/24 dev", INSIDE_INTERFACE)
                .add("address add", PUBLIC_IP + "/24 dev", OUTSIDE_INTERFACE)
                .run();
        FUNCTION.run(() -> {
            Offloads.disable(INSIDE_INTERFACE);
            Offloads.disable(OUTSIDE_INTERFACE);
        });
        end(SOURCE, SOURCE_INTERFACE, SOURCE_IP);
        end(DESTINATION, DESTINATION_INTERFACE, DESTINATION_IP);
        new IpBatch(FUNCTION)
                .add("link set", INSIDE_INTERFACE, "up")
                .add("link set", OUTSIDE_INTERFACE, "up")
                .add("neigh replace", SOURCE_IP, "lladdr", SOURCE_MAC, "dev", INSIDE_INTERFACE)
                .add("neigh replace", DESTINATION_IP, "lladdr", DESTINATION_MAC, "dev", OUTSIDE_INTERFACE)
                .run();
        IpBatch servers = new IpBatch(FUNCTION);
        SERVER_IPS.forEach(ip -> servers.add("neigh replace", ip, "lladdr", DESTINATION_MAC, "dev", OUTSIDE_INTERFACE));
        servers.run();
    }

    private static void end(Namespace namespace, String interfaceName, String ip) {
        namespace.run(() -> Offloads.disable(interfaceName));
        new IpBatch(namespace)
                .add("address add", ip + "/24 dev", interfaceName)
                .add("link set", interfaceName, "up")
                .run();
    }
}
