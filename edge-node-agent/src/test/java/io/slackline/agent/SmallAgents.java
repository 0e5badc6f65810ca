package io.slackline.agent;

import io.slackline.agent.pool.PoolConfig;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Two agents as a program of their own, so that a test can give them little memory. The first hosts {@code here}, and forwards {@code there} to the second.
 * Prints the ports of the two functions, each on a line of its own; ends with its standard input.
 */
final class SmallAgents {
    static final String IP = "127.0.0.43";
    static final int CONCURRENCY = 16;

    private SmallAgents() {}

    /** @param args a directory for their state, the file of {@link TestKeys} */
    public static void main(String[] args) throws Exception {
        var state = Path.of(args[0]);
        var tls = new TestKeys(Path.of(args[1])).serviceTls();
        try (var first = new TestNode("first", IP, state.resolve("1"), PoolConfig.defaults(), Optional.of(tls));
                var second = new TestNode("second", "127.0.0.44", state.resolve("2"))) {
            // Without a measured use of CPU an invocation counts with the time that it takes: here that of the
            // transfer.
            first.slack(1_000_000);
            second.slack(1_000_000);
            var here =
                    first.serve(first.sample("here").setConcurrency(CONCURRENCY).build());
            var there = first.sample("there").setConcurrency(CONCURRENCY).build();
            second.serve(second.here(there));
            first.assign(there, Role.FORWARD, second.peer(), 0);
            first.await(status -> status.getFunction().equals("there") && status.getState() == InstanceState.GONE);
            System.out.println(here.getAddress().getPort());
            System.out.println(there.getAddress().getPort());
            System.in.readAllBytes();
        }
    }
}
