package io.slackline.controller;

import io.slackline.common.config.Default;
import io.slackline.common.config.HostAndPort;
import io.slackline.common.tls.TlsConfig;
import io.slackline.controller.steering.IpV4;
import io.slackline.pipeline.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * controller.yaml; docs/operations.md explains each key.
 *
 * @param listen where the control API and the agent API are served
 * @param web where the page for browsers and {@code /metrics} are served; port 0: any free one
 * @param stateDir store and artifacts; made when absent
 * @param switches one at least
 * @param serviceNetwork IPv4 CIDR of the functions' addresses; must hold {@code reportAddress}
 * @param reportAddress IPv4 to which agents send in-band reports (UDP 9560); a switch may have one of its own besides
 * @param staleness a node whose last report is older receives nothing new
 * @param affinityIdle a flow that is idle for so long loses its node
 * @param drainDeadline how long a node that gave a function away serves what still arrives before it forwards it
 * @param warmTimeout how long an instance may take to become warm
 * @param syncTimeout how long a source may take to give its state away and to hand the function over
 * @param lostGrace a node whose stream broke is given up by a running migration after so long
 * @param failoverAfter a pinned function whose node has been away for so long is moved; 0s: never
 */
public record ControllerConfig(
        @Default("[127.0.0.1:9700]") List<HostAndPort> listen,
        @Default("127.0.0.1:9780") HostAndPort web,
        Path stateDir,
        List<SwitchConfig> switches,
        @Default("10.99.0.0/16") String serviceNetwork,
        @Default("10.99.0.1") String reportAddress,
        @Default("10ms") Duration reportInterval,
        @Default("30ms") Duration staleness,
        @Default("200ms") Duration metricsInterval,
        @Default("300s") Duration affinityIdle,
        @Default("5s") Duration drainDeadline,
        @Default("30s") Duration warmTimeout,
        @Default("10s") Duration syncTimeout,
        @Default("1s") Duration lostGrace,
        @Default("5s") Duration failoverAfter,
        Optional<TlsConfig> tls) {
    public ControllerConfig {
        listen = List.copyOf(listen);
        switches = List.copyOf(switches);
        require(!listen.isEmpty(), "listen: expected one HOST:PORT at least");
        require(!switches.isEmpty(), "switches: expected one at least");
        require(
                switches.stream().map(SwitchConfig::name).distinct().count() == switches.size(),
                "switches: expected a name of its own for each");
        require(
                IpV4.Network.parse(serviceNetwork).contains(IpV4.parse(reportAddress)),
                "reportAddress " + reportAddress + ": expected an address in serviceNetwork " + serviceNetwork);
        for (var each : switches) {
            each.networkOrBridge()
                    .reportAddress()
                    .ifPresent(own -> require(
                            !IpV4.Network.parse(serviceNetwork).contains(IpV4.parse(own)),
                            "reportAddress " + own + " of switch " + each.name()
                                    + ": expected an address outside of serviceNetwork " + serviceNetwork));
        }
        for (var positive :
                List.of(reportInterval, staleness, metricsInterval, affinityIdle, drainDeadline, warmTimeout)) {
            require(
                    !positive.isZero(),
                    "reportInterval, staleness, metricsInterval, affinityIdle, drainDeadline, warmTimeout: expected more than 0");
        }
        require(
                staleness.compareTo(reportInterval) > 0,
                "staleness: expected more than reportInterval, or every node would look dead between two reports");
    }

    /** Where agents send their reports: once for all switches that share the common address, once for each that has its own. */
    public List<String> reportAddresses() {
        return switches.stream()
                .map(each -> each.networkOrBridge().reportAddress().orElse(reportAddress))
                .distinct()
                .toList();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * A switch to master.
     *
     * @param name unique
     * @param address its P4Runtime server
     * @param ports all ports that carry traffic: frames to unknown addresses go to each of them
     * @param cpuPort 1..510, as the switch was started with
     * @param target what kind of server it is
     * @param pipeline for a Tofino: the folder with the compiled program, from {@code p4/compile --target tofino --output}
     * @param network routes, tunnels and nodes behind them; a bridge and nothing else where it is left out
     * @param tls where its P4Runtime server speaks TLS; clear text where it is left out
     */
    public record SwitchConfig(
            String name,
            HostAndPort address,
            @Default("1") long deviceId,
            List<Integer> ports,
            @Default("255") int cpuPort,
            @Default("bmv2") Target target,
            Optional<Path> pipeline,
            Optional<SwitchNetworkConfig> network,
            Optional<SwitchTlsConfig> tls) {
        public SwitchConfig {
            ports = List.copyOf(ports);
            require(!name.isBlank(), "name: expected a text");
            require(ports.stream().allMatch(port -> port >= 0 && port <= 510), "ports: expected numbers from 0 to 510");
            require(cpuPort >= 1 && cpuPort <= 510, "cpuPort: expected 1 to 510");
            require(
                    target == Target.BMV2 || pipeline.isPresent(),
                    "pipeline: expected the folder with the compiled program, because target is not bmv2");
            require(
                    target != Target.BMV2 || pipeline.isEmpty(),
                    "pipeline: expected none, because with target bmv2 the program is the built-in one");
        }

        /** A bmv2, a bridge, in clear text. */
        public SwitchConfig(String name, HostAndPort address, long deviceId, List<Integer> ports, int cpuPort) {
            this(
                    name,
                    address,
                    deviceId,
                    ports,
                    cpuPort,
                    Target.BMV2,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** What the switch is beside a bridge. */
        public SwitchNetworkConfig networkOrBridge() {
            return network.orElse(SwitchNetworkConfig.BRIDGE);
        }
    }
}
