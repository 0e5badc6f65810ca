package io.slackline.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.config.ConfigException;
import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.HostAndPort;
import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.pipeline.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControllerConfigTest {
    private static final String LEAST = """
            stateDir: /var/lib/slackline
            switches: [{name: s1, address: 127.0.0.1:9559, ports: [1, 2]}]
            """;

    @Test
    void hasADefaultForAllButTheStateAndTheSwitches() {
        assertEquals(
                new ControllerConfig(
                        List.of(new HostAndPort("127.0.0.1", 9700)),
                        new HostAndPort("127.0.0.1", 9780),
                        Path.of("/var/lib/slackline"),
                        List.of(new SwitchConfig("s1", new HostAndPort("127.0.0.1", 9559), 1, List.of(1, 2), 255)),
                        "10.99.0.0/16",
                        "10.99.0.1",
                        Duration.ofMillis(10),
                        Duration.ofMillis(30),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Optional.empty()),
                parse(LEAST));
    }

    @Test
    void refusesWhatCannotWork() {
        assertRefused("stateDir: /s\nswitches: []\n", "switches: expected one at least");
        assertRefused(LEAST + "staleness: 10ms\n", "more than reportInterval");
        assertRefused(LEAST + "reportAddress: 10.1.0.1\n", "expected an address in serviceNetwork");
        assertRefused(LEAST + "serviceNetwork: 10.99.0.0\n", "expected a network");
        assertRefused(LEAST + "drainDeadline: 0s\n", "expected more than 0");
        assertRefused(
                "stateDir: /s\nswitches: [{name: s1, address: 127.0.0.1:9559, ports: [1], cpuPort: 511}]\n",
                "cpuPort: expected 1 to 510");
    }

    @Test
    void refusesANetworkThatCannotBe() {
        var least = "stateDir: /s\nswitches: [{name: s1, address: 127.0.0.1:9559, ports: [1], network: {";
        assertEquals(
                "02:53:4c:00:00:01",
                parse(least + "}}]\n").switches().getFirst().networkOrBridge().mac());
        assertRefused(least + "mac: 02}}]\n", "mac: ");
        assertRefused(least + "addresses: [10.0.0]}}]\n", "addresses: expected an IPv4 address");
        assertRefused(
                least + "routes: [{to: 10.0.0.1/24, port: 1, nextHop: \"02:00:00:00:00:01\"}]}}]\n",
                "without host bits");
        assertRefused(
                least + "routes: [{to: 10.0.0.0/24, port: 511, nextHop: \"02:00:00:00:00:01\"}]}}]\n",
                "port 511: expected 0 to 510");
        assertRefused(least + "tunnelEnds: [{address: 192.0.2.1, vni: 16777216}]}}]\n", "vni 16777216");
        assertRefused(least + "reportAddress: here}}]\n", "reportAddress: expected an IPv4 address");
        assertRefused(least + "reportAddress: 10.99.0.7}}]\n", "outside of serviceNetwork");
    }

    @Test
    void agentsReportToEachSwitchOnce() {
        assertEquals(List.of("10.99.0.1", "10.2.0.254"), parse("""
                                stateDir: /s
                                switches:
                                  - {name: s1, address: 127.0.0.1:9559, ports: [1]}
                                  - {name: s2, address: 127.0.0.1:9560, ports: [1]}
                                  - {name: s3, address: 127.0.0.1:9561, ports: [1], network: {reportAddress: 10.2.0.254}}
                                """).reportAddresses());
    }

    @Test
    void aCertificateForASwitchNeedsItsKey() {
        var least = "stateDir: /s\nswitches: [{name: s1, address: 127.0.0.1:9559, ports: [1], tls: {";
        assertRefused(
                least + "trustedCertificates: /ca.pem, certificate: /c.pem}}]\n",
                "expected certificate and privateKey, or neither of them");
    }

    @Test
    void aTofinoNeedsItsCompiledProgram() {
        var least = "stateDir: /s\nswitches: [{name: s1, address: 127.0.0.1:9559, ports: [1]";
        var stratum = parse(least + ", target: stratum-tofino, pipeline: /opt/slackline}]\n")
                .switches()
                .getFirst();
        assertEquals(Target.STRATUM_TOFINO, stratum.target());
        assertEquals(Optional.of(Path.of("/opt/slackline")), stratum.pipeline());
        assertRefused(least + ", target: bf-switchd}]\n", "pipeline: expected the folder");
        assertRefused(least + ", pipeline: /opt/slackline}]\n", "pipeline: expected none");
    }

    private static void assertRefused(String yaml, String why) {
        var message = assertThrows(ConfigException.class, () -> parse(yaml)).getMessage();
        assertTrue(message.contains(why), message);
    }

    private static ControllerConfig parse(String yaml) {
        return ConfigLoader.parse(yaml, "controller.yaml", ControllerConfig.class);
    }
}
