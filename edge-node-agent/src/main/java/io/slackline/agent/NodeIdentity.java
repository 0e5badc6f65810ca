package io.slackline.agent;

import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.Tier;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/** What the node says of itself when it registers, found on the machine it runs on. */
final class NodeIdentity {
    private NodeIdentity() {}

    /** The first IPv4 address of the data interface. Throws SlacklineException INVALID_ARGUMENT that lists the interfaces there are. */
    static InetAddress dataAddress(String dataInterface) {
        return dataInterface(dataInterface)
                .inetAddresses()
                .filter(address -> address instanceof Inet4Address)
                .findFirst()
                .orElseThrow(() -> new SlacklineException(
                        Code.INVALID_ARGUMENT, "dataInterface: " + dataInterface + " has no IPv4 address"));
    }

    static NodeDescription describe(AgentConfig config, int peerPort, String version) {
        var data = dataInterface(config.dataInterface());
        return NodeDescription.newBuilder()
                .setName(config.name())
                .setTier(
                        switch (config.tier()) {
                            case EDGE -> Tier.EDGE;
                            case CLOUD -> Tier.CLOUD;
                        })
                .setZone(config.zone())
                .setArchitecture(System.getProperty("os.arch", "unknown"))
                .setCores(Runtime.getRuntime().availableProcessors())
                .setMemoryBytes(memoryBytes())
                .setBudgetMillicores(config.budgetMillicores())
                .setDataIp(dataAddress(config.dataInterface()).getHostAddress())
                .setDataMac(mac(data))
                .setPeerAddress(config.peerListen().host() + ":" + peerPort)
                .setAgentVersion(version)
                .build();
    }

    private static NetworkInterface dataInterface(String name) {
        try {
            var found = NetworkInterface.getByName(name);
            if (found != null) {
                return found;
            }
            var there = NetworkInterface.networkInterfaces()
                    .map(NetworkInterface::getName)
                    .sorted()
                    .toList();
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "dataInterface: there is no interface " + name + "; this machine has " + String.join(", ", there));
        } catch (SocketException failed) {
            throw new SlacklineException(Code.INTERNAL, "the network interfaces cannot be listed", failed);
        }
    }

    private static String mac(NetworkInterface data) {
        try {
            var bytes = data.getHardwareAddress();
            return HexFormat.ofDelimiter(":").formatHex(bytes == null ? new byte[6] : bytes);
        } catch (SocketException failed) {
            throw new SlacklineException(Code.INTERNAL, "the MAC of " + data.getName() + " cannot be read", failed);
        }
    }

    private static long memoryBytes() {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.toLowerCase(Locale.ROOT).startsWith("memtotal:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException unknown) {
            return 0;
        }
        return 0;
    }
}
