package io.slackline.testbed.bench.nemo;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A way of running functions beside the network function: the agent's configuration for it. */
enum Setting {
    /** All that NEMO does. */
    NEMO("nemo", true, true),
    /** Warm, but nothing is harvested. */
    WARM("warm", true, false),
    /** Harvested, but there is room for one instance at a time, so that another function is always cold. */
    COLD_HARVEST("cold-harvest", false, true),
    /** The same without harvesting. */
    COLD("cold", false, false),
    /** Nobody manages anything: an instance for each request, by the operating system's default scheduling on the network function's core. */
    CO_LOCATION("co-location", false, false);

    private static final int MEMORY_MIB = 2048;

    private final String agentName;
    private final boolean warm;
    private final boolean harvests;

    Setting(String agentName, boolean warm, boolean harvests) {
        this.agentName = agentName;
        this.warm = warm;
        this.harvests = harvests;
    }

    String agentName() {
        return agentName;
    }

    boolean warm() {
        return warm;
    }

    boolean harvests() {
        return harvests;
    }

    /**
     * Lines of the agent's configuration.
     *
     * @param core of the network function, where all instances run
     * @param regions where the agent finds the network functions that it may harvest
     * @param cgroup below which it may make a group for its instances; empty: nowhere
     * @param functionMib memory of each function
     */
    String configuration(int core, Path regions, String cgroup, List<String> modules, int functionMib) {
        String scheduling = "functionScheduling: {policy: %s, cores: [%d]%s}"
                .formatted(
                        this == CO_LOCATION ? "normal" : "idle",
                        core,
                        this == CO_LOCATION || cgroup.isEmpty() ? "" : ", cgroup: " + cgroup);
        String pool = "pool: {policy: %s, memoryMib: %d, assignedGrace: 0s, maxInstances: %d}"
                .formatted(
                        this == CO_LOCATION ? "co-location" : "nemo",
                        warm || this == CO_LOCATION ? MEMORY_MIB : functionMib,
                        this == CO_LOCATION ? 1 + MEMORY_MIB / functionMib : 4);
        String harvest = "harvest: {enabled: %s, nfDirectory: %s}".formatted(harvests, regions);
        String forkServer = this == CO_LOCATION
                ? "forkServer: {enabled: false}"
                : "forkServer: {preload: %s}".formatted(modules.stream().collect(Collectors.joining(", ", "[", "]")));
        return String.join("\n", scheduling, pool, harvest, forkServer, "selfWarmup: true");
    }
}
