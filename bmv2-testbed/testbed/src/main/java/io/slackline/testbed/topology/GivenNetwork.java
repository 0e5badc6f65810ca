package io.slackline.testbed.topology;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network that somebody else, Mininet, has built by a topology's plan and whose switches wait for a controller: all namespaces, addresses and
 * interfaces are those that {@link Network} would have made. The environment variable SLACKLINE_NETWORK names its topology file.
 */
public final class GivenNetwork {
    private static final String VARIABLE = "SLACKLINE_NETWORK";

    private GivenNetwork() {}

    /**
     * The wanted topology, or that of the given network, if any, with the wanted switch. Errors: FAILED_PRECONDITION when a host that is wanted is not in
     * it.
     */
    public static TopologyConfig or(TopologyConfig wanted) {
        String file = System.getenv(VARIABLE);
        if (file == null) {
            return wanted;
        }
        TopologyConfig given = ConfigLoader.load(Path.of(file), TopologyConfig.class);
        List<String> missing = new ArrayList<>(hosts(wanted));
        missing.removeAll(hosts(given));
        if (!missing.isEmpty()) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "the network has no hosts %s, which the experiment names; it has %s"
                            .formatted(missing, hosts(given)));
        }
        return new TopologyConfig(
                wanted.switchKind(),
                given.nodes(),
                given.clients(),
                given.reportInterval(),
                given.staleness(),
                given.switches());
    }

    private static List<String> hosts(TopologyConfig topology) {
        return Stream.concat(topology.nodes().stream().map(NodeConfig::name), topology.clients().stream())
                .toList();
    }

    /** Whether there is one; else the testbed builds its network itself. */
    public static boolean exists() {
        return System.getenv(VARIABLE) != null;
    }
}
