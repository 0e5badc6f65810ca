package io.slackline.testbed.topology;

import io.slackline.common.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network that somebody else, Mininet, has built by a topology's plan and whose switches wait for a controller: all namespaces, addresses and
 * interfaces are those that {@link Network} would have made. The environment variable SLACKLINE_NETWORK names its topology file.
 */
public final class GivenNetwork {
    private static final String VARIABLE = "SLACKLINE_NETWORK";

    private GivenNetwork() {}

    /** Empty where the testbed builds its network itself. */
    public static Optional<TopologyConfig> topology() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .map(file -> ConfigLoader.load(Path.of(file), TopologyConfig.class));
    }

    public static boolean exists() {
        return System.getenv(VARIABLE) != null;
    }
}
