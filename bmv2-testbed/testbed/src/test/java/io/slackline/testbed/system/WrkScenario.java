package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** wrk, which knows nothing of this project, with 32 kept-alive connections through three migrations. */
final class WrkScenario implements Scenario {
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @Override
    public void run() throws Exception {
        Topology topology = Topology.of(TopologyConfig.ofNodes(2, SwitchKind.EMBEDDED));
        try (LiveTestbed testbed = LiveTestbed.start(topology, RunDirectory.ofSandbox(), System.err::println)) {
            Function digest =
                    testbed.control().deploy(SampleFunction.DIGEST, Protocol.HTTP, SteeringMode.PINNED, List.of("n1"));
            Process wrk = new ProcessBuilder(new Namespace("c1")
                            .wrap(List.of("wrk", "-t1", "-c32", "-d20s", "http://" + Loads.address(digest) + "/")))
                    .redirectErrorStream(true)
                    .start();
            for (int i = 0; i < 3; i++) {
                testbed.supervisor().sleep(BETWEEN);
                Migration started = testbed.control()
                        .migrate(digest.getSpec().getName(), i % 2 == 0 ? "n1" : "n2", i % 2 == 0 ? "n2" : "n1");
                testbed.supervisor()
                        .await(
                                "migration ends",
                                LIMIT,
                                () -> ControlClient.ended(testbed.control().migration(started.getId())));
                assertEquals(
                        Migration.State.DONE,
                        testbed.control().migration(started.getId()).getState());
                assertTrue(wrk.isAlive(), "wrk ended before the third migration did");
            }
            String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, wrk.waitFor(), report);
            assertFalse(report.contains("Socket errors"), report);
            assertFalse(report.contains("Non-2xx"), report);
            assertTrue(report.contains("requests in"), report);
        }
    }
}
