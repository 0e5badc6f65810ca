package io.slackline.testbed.simulation;

import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.slack.SlackConfig;
import io.slackline.common.config.Default;
import io.slackline.pipeline.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is simulated: one switch, its controller, nodes with their agents, functions, and the requests that clients send.
 *
 * @param title one line
 * @param nodes how many, 1 to 4096: all that one controller can have
 * @param cores of each node that network functions and functions share
 * @param networkFunctions what of them the network functions take
 * @param functions how many, 1 to 1024
 * @param candidates nodes of each function, 1 to 64; drawn at random
 * @param offload nodes of each function's offload group, for requests that find no candidate with slack
 * @param steering who chooses the node: {@code pinned} the controller, {@code slack} the switch by slack, {@code share} the switch in equal shares
 * @param concurrency requests that one instance runs at a time
 * @param memoryMib of an instance; 0: as the agent counts it
 * @param minSlackMillicores of the functions; 0: the floor of their class
 * @param policy settings of the controller ({@code slackline policy get} lists them)
 * @param pool the agents' function controllers, as in the agent's configuration
 * @param slack the agents' measurements, as in the agent's configuration
 * @param work CPU that a request takes
 * @param start CPU that the start of an instance takes
 * @param requests what clients send
 * @param network ways and overheads
 * @param reportInterval of in-band reports
 * @param staleness a node whose last report is older is not chosen
 * @param settling before requests come, so that all functions are warm
 * @param duration of the requests
 */
public record Plan(
        @Default("''") String title,
        int nodes,
        @Default("1.0") double cores,
        @Default("{}") NfLoad networkFunctions,
        int functions,
        @Default("8") int candidates,
        @Default("0") int offload,
        @Default("slack") Steering steering,
        @Default("1") int concurrency,
        @Default("0") int memoryMib,
        @Default("0") int minSlackMillicores,
        Map<String, String> policy,
        @Default("{}") PoolConfig pool,
        @Default("{}") SlackConfig slack,
        Distribution work,
        @Default("{mean: 25ms}") Distribution start,
        Requests requests,
        @Default("{}") Ways network,
        @Default("10ms") Duration reportInterval,
        @Default("30ms") Duration staleness,
        @Default("5s") Duration settling,
        Duration duration,
        @Default("1") long seed) {
    static final int MOST_NODES = Limits.LAST_NODE;
    static final int MOST_FUNCTIONS = Limits.LAST_SLOT + 1;
    private static final int MOST_CANDIDATES = Limits.GROUP_SLOTS;
    /** Slack is 16 bits in reports. */
    private static final int MOST_SLACK = 0xFFFF;

    private static final int MOST_CORES = MOST_SLACK / 1_000;

    public Plan {
        Problems problems = new Problems();
        problems.expect(nodes >= 1 && nodes <= MOST_NODES, "nodes: expected 1 to " + MOST_NODES + ", got " + nodes);
        problems.expect(
                cores > 0 && cores <= MOST_CORES, "cores: expected more than 0 to " + MOST_CORES + ", got " + cores);
        problems.expect(
                networkFunctions.most() <= cores * 1_000,
                "networkFunctions: expected most up to the " + cores + " cores, got " + networkFunctions.most() + "m");
        problems.expect(
                functions >= 1 && functions <= MOST_FUNCTIONS,
                "functions: expected 1 to " + MOST_FUNCTIONS + ", got " + functions);
        problems.expect(
                candidates >= 1 && candidates <= MOST_CANDIDATES,
                "candidates: expected 1 to " + MOST_CANDIDATES + ", got " + candidates);
        problems.expect(
                candidates == 1 || steering != Steering.PINNED,
                "candidates: expected 1 with steering: pinned, got " + candidates);
        problems.expect(
                offload >= 0 && offload <= MOST_CANDIDATES && (offload == 0 || steering == Steering.SLACK),
                "offload: expected 0 to " + MOST_CANDIDATES + ", and 0 unless steering is slack, got " + offload);
        problems.expect(
                candidates + offload <= nodes,
                "candidates, offload: expected at most " + nodes + " together, as many as nodes, got "
                        + (candidates + offload));
        problems.expect(concurrency >= 1, "concurrency: expected 1 or more, got " + concurrency);
        problems.expect(memoryMib >= 0, "memoryMib: expected 0 or more, got " + memoryMib);
        problems.expect(
                minSlackMillicores >= 0 && minSlackMillicores <= MOST_SLACK,
                "minSlackMillicores: expected 0 to " + MOST_SLACK + ", got " + minSlackMillicores);
        problems.expect(reportInterval.isPositive(), "reportInterval: expected more than 0");
        problems.expect(staleness.isPositive(), "staleness: expected more than 0");
        problems.expect(settling.isPositive(), "settling: expected more than 0");
        problems.expect(duration.isPositive(), "duration: expected more than 0");
        problems.refuseIfAny();
    }

    /** What is wrong, to be told at once. */
    private static final class Problems {
        private final List<String> found = new ArrayList<>();

        void expect(boolean good, String otherwise) {
            if (!good) {
                found.add(otherwise);
            }
        }

        void refuseIfAny() {
            if (!found.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n  ", found));
            }
        }
    }

    /** The same with requests for so long. */
    public Plan lasting(Duration changed) {
        return with(changed, seed);
    }

    /** The same with another draw of all that is random. */
    public Plan seeded(long changed) {
        return with(duration, changed);
    }

    private Plan with(Duration newDuration, long newSeed) {
        return new Plan(
                title,
                nodes,
                cores,
                networkFunctions,
                functions,
                candidates,
                offload,
                steering,
                concurrency,
                memoryMib,
                minSlackMillicores,
                policy,
                pool,
                slack,
                work,
                start,
                requests,
                network,
                reportInterval,
                staleness,
                settling,
                newDuration,
                newSeed);
    }

    /** Who chooses the node of a request. */
    public enum Steering {
        PINNED,
        SLACK,
        SHARE
    }

    /**
     * Open loop: each request has its time, whether or not answers come. Each is a datagram.
     *
     * @param rate per second, by a Poisson process
     * @param zipf exponent of the functions' popularity; 0: all alike
     * @param trace a CSV file instead: {@code at_ms,function,work_us} in each line, functions from 0, work_us may be left out
     */
    public record Requests(
            @Default("0") double rate, @Default("0") double zipf, Optional<Path> trace) {
        public Requests {
            Problems problems = new Problems();
            problems.expect(rate >= 0, "rate: expected more than 0, got " + rate);
            problems.expect((rate != 0) != trace.isPresent(), "expected one of rate and trace");
            problems.expect(zipf >= 0, "zipf: expected 0 or more, got " + zipf);
            problems.refuseIfAny();
        }
    }

    /**
     * One-way times.
     *
     * @param client between a client and the switch
     * @param node between the switch and a node
     * @param overhead what else a request takes at client and agent, whatever it asks for
     * @param control between an agent and the controller
     * @param write from the controller's wish until the switch has it
     */
    public record Ways(
            @Default("20us") Duration client,
            @Default("20us") Duration node,
            @Default("{}") Distribution overhead,
            @Default("500us") Duration control,
            @Default("2ms") Duration write) {}
}
