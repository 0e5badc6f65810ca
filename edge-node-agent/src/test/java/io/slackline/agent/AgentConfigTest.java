package io.slackline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.AgentConfig.NodeTier;
import io.slackline.agent.harvest.HarvestConfig;
import io.slackline.agent.pool.Policies;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.runtime.ForkServerConfig;
import io.slackline.agent.sched.FunctionScheduling;
import io.slackline.agent.slack.SlackConfig;
import io.slackline.agent.survey.SurveyConfig;
import io.slackline.common.config.ConfigException;
import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AgentConfigTest {
    private static final String SHORTEST = """
            name: n1
            controller: 10.98.0.1:9700
            dataInterface: eth0
            peerListen: 10.98.0.11:9701
            budgetMillicores: 600
            """;

    private static AgentConfig parse(String yaml) {
        return ConfigLoader.parse(yaml, "agent.yaml", AgentConfig.class);
    }

    @Test
    void defaults() {
        assertEquals(
                new AgentConfig(
                        "n1",
                        new HostAndPort("10.98.0.1", 9700),
                        NodeTier.EDGE,
                        "default",
                        "eth0",
                        new HostAndPort("10.98.0.11", 9701),
                        Optional.empty(),
                        Path.of("/var/lib/slackline-agent"),
                        600,
                        new SlackConfig(
                                SlackConfig.Source.PROC_STAT,
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofMillis(100),
                                20,
                                0.95,
                                50),
                        Duration.ofMillis(10),
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        new ForkServerConfig(true, Path.of("/usr/bin/python3"), List.of()),
                        Optional.empty(),
                        PoolConfig.defaults(),
                        HarvestConfig.defaults(),
                        FunctionScheduling.NORMAL,
                        new SurveyConfig(Duration.ofSeconds(60), 256),
                        true,
                        Optional.empty(),
                        Optional.empty()),
                parse(SHORTEST));
    }

    @Test
    void everyKey() {
        var config = parse(SHORTEST + """
                tier: cloud
                zone: north
                metricsListen: 127.0.0.1:9781
                stateDir: /tmp/state
                slack:
                  source: processes
                  nfPidDirectory: /run/nfs
                  cgroup: /sys/fs/cgroup/nfs
                  cores: [0, 1]
                  window: 20ms
                  history: 5
                  quantile: 0.9
                  marginMillicores: 10
                reportInterval: 5ms
                startTimeout: 3s
                instanceCgroups: {warming: /cg/warming, warm: /cg/n9}
                forkServer: {enabled: false, python: /opt/python3, preload: [numpy, PIL.Image]}
                crun: /opt/crun
                survey: {interval: 5m, probeKib: 64}
                selfWarmup: false
                serviceTls: {certificate: s.pem, privateKey: sk.pem}
                tls: {certificate: c.pem, privateKey: k.pem, trustedCertificates: t.pem}
                """);
        assertEquals(NodeTier.CLOUD, config.tier());
        assertEquals("north", config.zone());
        assertEquals(Optional.of(new HostAndPort("127.0.0.1", 9781)), config.metricsListen());
        assertEquals(Path.of("/tmp/state"), config.stateDir());
        assertEquals(
                new SlackConfig(
                        SlackConfig.Source.PROCESSES,
                        List.of(0, 1),
                        Optional.of(Path.of("/sys/fs/cgroup/nfs")),
                        Optional.of(Path.of("/run/nfs")),
                        Duration.ofMillis(20),
                        5,
                        0.9,
                        10),
                config.slack());
        assertEquals(Duration.ofMillis(5), config.reportInterval());
        assertEquals(Duration.ofSeconds(3), config.startTimeout());
        assertEquals(
                Optional.of(new InstanceCgroups(Path.of("/cg/warming"), Path.of("/cg/n9"))), config.instanceCgroups());
        assertEquals(
                new ForkServerConfig(false, Path.of("/opt/python3"), List.of("numpy", "PIL.Image")),
                config.forkServer());
        assertEquals(Optional.of(Path.of("/opt/crun")), config.crun());
        assertEquals(Optional.of(new ServiceTls(Path.of("s.pem"), Path.of("sk.pem"))), config.serviceTls());
        assertEquals(new SurveyConfig(Duration.ofMinutes(5), 64), config.survey());
        assertTrue(!config.selfWarmup() && config.tls().isPresent());
    }

    @Test
    void thePoolAsThePaperHasIt() {
        assertEquals(
                new PoolConfig(
                        Policies.Name.NEMO,
                        2048,
                        256,
                        6,
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        4,
                        Duration.ofSeconds(1),
                        50,
                        1024),
                parse(SHORTEST).pool());
    }

    @Test
    void everyKeyOfThePool() {
        assertEquals(
                new PoolConfig(
                        Policies.Name.CO_LOCATION,
                        1024,
                        64,
                        2,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ofSeconds(4),
                        3,
                        Duration.ofSeconds(2),
                        10,
                        7),
                parse(SHORTEST + """
                        pool:
                          policy: co-location
                          memoryMib: 1024
                          functionMemoryMib: 64
                          maxPrewarmed: 2
                          prewarmInterval: 1s
                          idleTimeout: 5s
                          parkedTimeout: 0s
                          assignedGrace: 4s
                          maxInstances: 3
                          admissionHorizon: 2s
                          admissionFloorMillicores: 10
                          queueBound: 7
                        """).pool());
    }

    @Test
    void harvestingByDefault() {
        assertEquals(
                new HarvestConfig(
                        true,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Path.of("/sys/class/net"),
                        micros(10, 20, 40, 60, 100),
                        Duration.ofNanos(60_000),
                        1.1,
                        0.99,
                        10,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60)),
                parse(SHORTEST).harvest());
    }

    @Test
    void everyKeyOfHarvesting() {
        assertEquals(
                new HarvestConfig(
                        false,
                        Optional.of(Path.of("/dev/shm/nfs")),
                        List.of("eth1"),
                        List.of("veth1"),
                        Path.of("/sys2/class/net"),
                        micros(5, 50),
                        Duration.ofNanos(20_000),
                        1.2,
                        0.9,
                        5,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3)),
                parse(SHORTEST + """
                        harvest:
                          enabled: false
                          nfDirectory: /dev/shm/nfs
                          coalesceDevices: [eth1]
                          deferDevices: [veth1]
                          sysClassNet: /sys2/class/net
                          holds: [5us, 50us]
                          unmeasuredHold: 20us
                          latencyBound: 1.2
                          throughputBound: 0.9
                          minGainMillicores: 5
                          offDelay: 1ms
                          baselineEvery: 2s
                          retryAfter: 3s
                        """).harvest());
    }

    private static List<Duration> micros(long... all) {
        return LongStream.of(all)
                .mapToObj(micros -> Duration.ofNanos(micros * 1000))
                .toList();
    }

    @Test
    void functionSchedulingKeys() {
        assertEquals(
                new FunctionScheduling(
                        FunctionScheduling.Policy.IDLE, List.of(1), Optional.of(Path.of("/sys/fs/cgroup/cpu"))),
                parse(SHORTEST + "functionScheduling: {policy: idle, cores: [1], cgroup: /sys/fs/cgroup/cpu}\n")
                        .functionScheduling());
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(SHORTEST.replace("n1", "N_1"), "expected 1 to 63 of a-z, 0-9 and '-'");
        assertRefused(SHORTEST.replace("600", "0"), "budgetMillicores: expected 1 to 65535");
        assertRefused(SHORTEST + "reportInterval: 10us\n", "reportInterval: expected at least 1ms");
        assertRefused(SHORTEST + "slack: {window: 1ms}\n", "window: expected 10ms or more");
        assertRefused(SHORTEST + "slack: {source: cgroup}\n", "source cgroup needs the key cgroup");
        assertRefused(SHORTEST + "slack: {source: processes}\n", "source processes needs the key nfPidDirectory");
        assertRefused(SHORTEST + "slack: {quantile: 1.5}\n", "quantile: expected more than 0 and at most 1");
        assertRefused(SHORTEST + "pool: {memoryMib: 0}\n", "memoryMib: expected 1 or more");
        assertRefused(SHORTEST + "harvest: {holds: [20us, 10us]}\n", "holds: expected rising durations");
        assertRefused(SHORTEST + "harvest: {latencyBound: 0.5}\n", "latencyBound: expected 1 or more");
        assertRefused(SHORTEST + "functionScheduling: {cores: [-1]}\n", "cores: expected numbers from 0 to 1023");
        assertRefused(SHORTEST + "statedir: /tmp\n", "stateDir");
    }

    private static void assertRefused(String yaml, String message) {
        var refused = assertThrows(ConfigException.class, () -> parse(yaml));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }
}
