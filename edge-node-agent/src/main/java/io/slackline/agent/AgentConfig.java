package io.slackline.agent;

import io.slackline.agent.harvest.HarvestConfig;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.runtime.ForkServerConfig;
import io.slackline.agent.sched.FunctionScheduling;
import io.slackline.agent.slack.SlackConfig;
import io.slackline.agent.survey.SurveyConfig;
import io.slackline.common.config.Default;
import io.slackline.common.config.HostAndPort;
import io.slackline.common.tls.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The agent's configuration file; docs/agent.md explains each key.
 *
 * @param name unique among the nodes: [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?
 * @param controller where the agent API listens
 * @param dataInterface on which requests arrive and from which in-band reports leave
 * @param peerListen agent-to-agent traffic and invocations by the controller
 * @param metricsListen where Prometheus text is served; absent: nowhere
 * @param stateDir artifacts, working directories, logs, and what the agent must remember across restarts
 * @param budgetMillicores what NFs and functions share, in milli-cores
 * @param reportInterval of in-band reports, unless the controller names another
 * @param startTimeout an instance must answer its readiness probe within it
 * @param instanceCgroups where instances belong; absent: to the agent's own control group
 * @param pool which instances stay warm, and what may run
 * @param harvest how far network functions may be slowed for functions
 * @param functionScheduling how the kernel schedules instances
 * @param forkServer a warm interpreter from which Python functions are forked
 * @param crun the program that makes containers; absent: it is looked for on the PATH
 * @param survey how the ways to switches and other nodes are measured
 * @param selfWarmup drive the own request path before registering
 * @param tls with the controller; absent: clear text
 * @param serviceTls for clients of functions; absent: clear text only
 */
public record AgentConfig(
        String name,
        HostAndPort controller,
        @Default("edge") NodeTier tier,
        @Default("default") String zone,
        String dataInterface,
        HostAndPort peerListen,
        Optional<HostAndPort> metricsListen,
        @Default("/var/lib/slackline-agent") Path stateDir,
        int budgetMillicores,
        @Default("{}") SlackConfig slack,
        @Default("10ms") Duration reportInterval,
        @Default("30s") Duration startTimeout,
        Optional<InstanceCgroups> instanceCgroups,
        @Default("{}") ForkServerConfig forkServer,
        Optional<Path> crun,
        @Default("{}") PoolConfig pool,
        @Default("{}") HarvestConfig harvest,
        @Default("{}") FunctionScheduling functionScheduling,
        @Default("{}") SurveyConfig survey,
        @Default("true") boolean selfWarmup,
        Optional<TlsConfig> tls,
        Optional<ServiceTls> serviceTls) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public AgentConfig {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: expected 1 to 63 of a-z, 0-9 and '-', not at an end, got \"" + name + "\"");
        }
        if (budgetMillicores < 1 || budgetMillicores > 65_535) {
            throw new IllegalArgumentException(
                    "budgetMillicores: expected 1 to 65535 (1000 is one core), got " + budgetMillicores);
        }
        if (instanceCgroups.isPresent() && functionScheduling.cgroup().isPresent()) {
            throw new IllegalArgumentException(
                    "instanceCgroups and functionScheduling.cgroup: expected one of the two, got both");
        }
        if (reportInterval.toMillis() < 1) {
            throw new IllegalArgumentException("reportInterval: expected at least 1ms, got " + reportInterval);
        }
    }

    /** Where the node stands. */
    public enum NodeTier {
        EDGE,
        CLOUD
    }
}
