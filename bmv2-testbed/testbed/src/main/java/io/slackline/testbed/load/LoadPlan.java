package io.slackline.testbed.load;

import io.slackline.common.config.Default;
import io.slackline.common.config.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What one load generator does.
 *
 * @param records where the {@link RequestLog} goes at the end
 * @param timeout a request without its answer after this time has failed
 * @param duration when to stop by itself; "stop" on standard input stops sooner
 */
public record LoadPlan(
        Path records,
        @Default("5s") Duration timeout,
        @Default("10m") Duration duration,
        @Default("1") long seed,
        List<FlowPlan> flows) {

    public LoadPlan {
        flows = List.copyOf(flows);
        if (flows.isEmpty() || flows.size() > 100) {
            throw new IllegalArgumentException("flows: 1 to 100 are valid");
        }
    }

    /**
     * One stream of requests to one service address.
     *
     * @param rate requests per second
     * @param connections kept-alive connections or UDP sockets; unused by http-new-connection
     * @param cases directory with the request texts N.txt and their answers N.txt.answer
     */
    public record FlowPlan(
            String name,
            String function,
            FlowKind kind,
            HostAndPort address,
            double rate,
            @Default("constant") Arrivals arrivals,
            @Default("8") int connections,
            Path cases) {
        public FlowPlan {
            if (!(rate > 0) || rate > 1_000_000) {
                throw new IllegalArgumentException("rate of flow " + name + ": above 0 to 1000000 are valid");
            }
            if (connections < 1 || connections > 10_000) {
                throw new IllegalArgumentException("connections of flow " + name + ": 1 to 10000 are valid");
            }
        }
    }

    /** How a flow's requests travel. */
    public enum FlowKind {
        HTTP_KEEP_ALIVE,
        HTTP_NEW_CONNECTION,
        UDP
    }

    /** How a flow's intended times are spaced. */
    public enum Arrivals {
        CONSTANT,
        POISSON
    }
}
