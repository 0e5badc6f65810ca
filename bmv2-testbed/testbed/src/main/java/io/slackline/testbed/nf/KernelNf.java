package io.slackline.testbed.nf;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.host.MissingFromEnvironment;
import io.slackline.testbed.netns.Sysctls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The same network functions as rules of the kernel's nftables (nft(8)), in the same namespace: no process, all work is done in softirq. */
public final class KernelNf {
    private static final int RULES_IN_VAIN = 64;

    private KernelNf() {}

    /** Makes the namespace forward, by the rules of this function; replaces those of another. */
    public static void apply(NfKind kind) {
        NfNetwork.FUNCTION.run(() -> Sysctls.set("net.ipv4.ip_forward", "1"));
        nft("flush ruleset\n" + rules(kind));
    }

    /** Forwards nothing any more. */
    public static void clear() {
        NfNetwork.FUNCTION.run(() -> Sysctls.set("net.ipv4.ip_forward", "0"));
        nft("flush ruleset\n");
    }

    private static String rules(NfKind kind) {
        return switch (kind) {
            case FIREWALL ->
                """
                table ip nf {
                  chain forward {
                    type filter hook forward priority filter; policy drop;
                %s
                    meta l4proto { tcp, udp } th dport %d drop
                    ip saddr 10.0.0.0/8 ip daddr 10.0.0.0/8 accept
                  }
                }
                """.formatted(
                        IntStream.range(0, RULES_IN_VAIN)
                                .mapToObj(i -> "    ip saddr 192.0.2.%d ip daddr 198.51.100.0/24 udp dport %d drop"
                                        .formatted(i, 1000 + i))
                                .collect(Collectors.joining("\n")),
                        NfNetwork.DENIED_PORT);
            case NAT -> """
                table ip nf {
                  chain postrouting {
                    type nat hook postrouting priority srcnat;
                    oifname "%s" snat to %s
                  }
                }
                """.formatted(NfNetwork.OUTSIDE_INTERFACE, NfNetwork.PUBLIC_IP);
            case LOAD_BALANCER ->
                """
                table ip nf {
                  chain prerouting {
                    type nat hook prerouting priority dstnat;
                    ip daddr %s dnat to jhash ip saddr . udp sport mod %d map { %s }
                  }
                }
                """.formatted(
                                NfNetwork.VIRTUAL_IP,
                                NfNetwork.SERVER_IPS.size(),
                                IntStream.range(0, NfNetwork.SERVER_IPS.size())
                                        .mapToObj(i -> i + " : " + NfNetwork.SERVER_IPS.get(i))
                                        .collect(Collectors.joining(", ")));
        };
    }

    private static void nft(String script) {
        try {
            Process process = new ProcessBuilder(NfNetwork.FUNCTION.wrap(List.of("nft", "-f", "-")))
                    .redirectErrorStream(true)
                    .start();
            try (var input = process.outputWriter(StandardCharsets.US_ASCII)) {
                input.write(script);
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                if (said.contains("No such file or directory") && said.contains("nft")) {
                    throw new MissingFromEnvironment("nft is needed and was not found: apt-get install nftables");
                }
                throw new SlacklineException(Code.FAILED_PRECONDITION, "nft refused its rules: " + said);
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot run nft: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }
}
