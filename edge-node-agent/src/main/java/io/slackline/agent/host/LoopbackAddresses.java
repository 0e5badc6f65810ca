package io.slackline.agent.host;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service addresses on {@code lo}, as direct server return wants them: this node takes packets for them and answers from them, but never
 * answers ARP for them. Several functions may share one. Source: arp_ignore and arp_announce in the kernel's ip-sysctl.rst.
 */
public final class LoopbackAddresses implements ServiceAddresses {
    private static final Logger log = LoggerFactory.getLogger(LoopbackAddresses.class);

    private final Map<String, Integer> users = new HashMap<>();

    /** @param dataInterface is told not to answer ARP for addresses of other interfaces */
    public LoopbackAddresses(String dataInterface) {
        var conf = Path.of("/proc/sys/net/ipv4/conf").resolve(dataInterface);
        setting(conf.resolve("arp_ignore"), "1");
        setting(conf.resolve("arp_announce"), "2");
    }

    private static void setting(Path file, String value) {
        try {
            if (!Files.readString(file).strip().equals(value)) {
                Files.writeString(file, value);
            }
        } catch (IOException refused) {
            log.warn(
                    "{} cannot be set to {} ({}): other hosts on the data network may learn this node's MAC for service"
                            + " addresses",
                    file,
                    value,
                    refused.toString());
        }
    }

    @Override
    public synchronized void add(String ip) {
        if (users.merge(ip, 1, Integer::sum) > 1 || isLocal(ip)) {
            return;
        }
        try {
            ip("replace", ip);
        } catch (SlacklineException refused) {
            users.remove(ip);
            throw refused;
        }
    }

    @Override
    public synchronized void remove(String ip) {
        var left = users.computeIfPresent(ip, (key, count) -> count == 1 ? null : count - 1);
        if (left == null && isLocal(ip) && !loopback(ip)) {
            try {
                ip("del", ip);
            } catch (SlacklineException stays) {
                log.warn("{}", stays.getMessage());
            }
        }
    }

    private static boolean isLocal(String ip) {
        try {
            return loopback(ip) || NetworkInterface.getByInetAddress(InetAddress.ofLiteral(ip)) != null;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static boolean loopback(String ip) {
        return InetAddress.ofLiteral(ip).isLoopbackAddress();
    }

    private static void ip(String verb, String ip) {
        var command = List.of("ip", "address", verb, ip + "/32", "dev", "lo");
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw failed(command, said.strip());
            }
        } catch (IOException missing) {
            throw failed(command, missing.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(command, "interrupted");
        }
    }

    private static SlacklineException failed(List<String> command, String why) {
        return new SlacklineException(
                Code.FAILED_PRECONDITION,
                "\"" + String.join(" ", command) + "\" failed: " + why
                        + "; the agent needs CAP_NET_ADMIN in its network namespace, or the address set up beforehand");
    }
}
