package io.slackline.testbed.experiment;

import io.slackline.common.config.Default;
import io.slackline.testbed.load.LoadPlan.Arrivals;
import io.slackline.testbed.load.LoadPlan.FlowKind;

/**
 * Requests from clients, open loop: each has its intended time, whether or not answers come.
 *
 * @param function whom they are for; where it has copies each gets an equal part, and the client that sends them chooses: at random with {@code poisson}, in
 *     turn with {@code constant} arrivals
 * @param kind of connection
 * @param rate requests per second
 * @param arrivals how their intended times are spaced
 * @param connections kept-alive connections or UDP sockets, over all copies; unused by http-new-connection
 */
public record LoadConfig(
        String name,
        String function,
        @Default("http-keep-alive") FlowKind kind,
        double rate,
        @Default("poisson") Arrivals arrivals,
        @Default("16") int connections) {
    public LoadConfig {
        if (!(rate > 0) || rate > 1_000_000) {
            throw new IllegalArgumentException("rate of load " + name + ": above 0 to 1000000 are valid");
        }
        if (connections < 1 || connections > 10_000) {
            throw new IllegalArgumentException("connections of load " + name + ": 1 to 10000 are valid");
        }
    }

    /** What the function must be reached by. */
    FunctionConfig.Transport transport() {
        return switch (kind) {
            case HTTP_KEEP_ALIVE, HTTP_NEW_CONNECTION -> FunctionConfig.Transport.HTTP;
            case UDP -> FunctionConfig.Transport.UDP;
        };
    }
}
