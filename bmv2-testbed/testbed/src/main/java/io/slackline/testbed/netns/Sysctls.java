package io.slackline.testbed.netns;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code /proc/sys/net}, which shows the network namespace of the thread that opens it. */
public final class Sysctls {
    private static final Path ROOT = Path.of("/proc/sys");

    private Sysctls() {}

    /** Sets a key such as {@code net.ipv4.conf.all.arp_ignore}; must run on a thread inside the namespace. */
    public static void set(String key, String value) {
        try {
            Files.writeString(ROOT.resolve(key.replace('.', '/')), value);
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "cannot set sysctl %s=%s: %s".formatted(key, value, e), e);
        }
    }

    /** No IPv6 on any interface: its neighbour discovery would be noise on the switch. Harmless where the kernel has none. */
    public static void disableIpv6() {
        if (Files.exists(ROOT.resolve("net/ipv6/conf/all/disable_ipv6"))) {
            set("net.ipv6.conf.all.disable_ipv6", "1");
            set("net.ipv6.conf.default.disable_ipv6", "1");
        }
    }
}
