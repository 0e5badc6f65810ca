package io.slackline.testbed.bench.dataplane;

import io.slackline.testbed.netns.IpBatch;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.netns.Sysctls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Veth links around a switch that runs in the sandbox's own namespace: one to clients, the others to nodes. Nothing but what is sent on purpose is on them:
 * no addresses, no IPv6.
 */
final class Links {

    static final Namespace CLIENTS = new Namespace("clients");
    static final Namespace NODES = new Namespace("nodes");
    static final String CLIENT_INTERFACE = "client";

    private static final Path COUNTERS = Path.of("/proc/thread-self/net/dev");
    private static final int RECEIVED_PACKETS = 1;

    private final Site site;

    private Links(Site site) {
        this.site = site;
    }

    /** Builds the links; must run inside the sandbox, which takes them away at its end. */
    static Links build(Site site) {
        Sysctls.disableIpv6();
        List<Namespace> ends = List.of(CLIENTS, NODES);
        IpBatch names = new IpBatch(Namespace.BASE);
        ends.forEach(end -> names.add("netns add", end.name()));
        names.run();
        ends.forEach(end -> end.run(Sysctls::disableIpv6));
        IpBatch links = new IpBatch(Namespace.BASE);
        IpBatch nodes = new IpBatch(NODES);
        for (int port = 1; port <= site.clientPort(); port++) {
            boolean client = port == site.clientPort();
            links.add(
                            "link add",
                            switchInterface(port),
                            "type veth peer name",
                            client ? CLIENT_INTERFACE : nodeInterface(port),
                            "netns",
                            client ? CLIENTS.name() : NODES.name())
                    .add("link set", switchInterface(port), "up");
            if (!client) {
                nodes.add("link set", nodeInterface(port), "up");
            }
        }
        links.run();
        nodes.run();
        new IpBatch(CLIENTS).add("link set", CLIENT_INTERFACE, "up").run();
        return new Links(site);
    }

    static String switchInterface(int port) {
        return "port" + port;
    }

    static String nodeInterface(int port) {
        return "node" + port;
    }

    /** The switch's flags for its ports, the same on bmv2 and the embedded one. */
    List<String> portFlags() {
        List<String> flags = new ArrayList<>();
        for (int port = 1; port <= site.clientPort(); port++) {
            flags.addAll(List.of("-i", port + "@" + switchInterface(port)));
        }
        return flags;
    }

    /** Frames that have arrived at nodes since the links were built, by the kernel's counters. */
    long arrived() {
        return NODES.call(() -> {
            try (Stream<String> lines = Files.lines(COUNTERS)) {
                return lines.map(String::strip)
                        .filter(line -> line.startsWith("node"))
                        .mapToLong(line -> Long.parseLong(
                                line.substring(line.indexOf(':') + 1).strip().split("\\s+")[RECEIVED_PACKETS]))
                        .sum();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + COUNTERS, e);
            }
        });
    }
}
