package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadProgress;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.topology.Shape;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Two edge sites and a cloud, a client at the first site. What its edge has no slack for goes to the cloud's node through a tunnel, by the reports that this node sends
 * across the network; a function moves to the cloud and to the other site under load.
 */
final class SitesScenario implements Scenario {
    private static final int CALM = 20;
    private static final int BUSY = 600;
    private static final int RATE = 100;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public void run() throws Exception {
        Topology topology = Topology.of(Shape.SITES.of(2, SwitchKind.EMBEDDED));
        try (LiveTestbed testbed = LiveTestbed.start(topology, RunDirectory.ofSandbox(), System.err::println)) {
            offloads(testbed);
            migrates(testbed);
        }
    }

    private static void offloads(LiveTestbed testbed) throws Exception {
        testbed.networkFunction("n1").load(CALM);
        Function words =
                testbed.control().deploy(SampleFunction.WORDS, Protocol.UDP, SteeringMode.SLACK, List.of("n1"));
        String name = words.getSpec().getName();
        testbed.control().offloadWhenShort(name, "cloud1");
        LoadRun load = Loads.start(testbed, SampleFunction.WORDS, words, FlowKind.UDP, RATE);
        testbed.networkFunction("n1").load(BUSY);
        testbed.supervisor()
                .await(
                        "requests go to the cloud when the edge is short",
                        LIMIT,
                        () -> testbed.control().function(name).getOffloadedVerticalPackets() > RATE);
        RequestLog log = load.stop();
        Loads.assertNothingLost(log);
        assertTrue(answering(log).contains("cloud1"), "nodes that answered: " + answering(log));
        testbed.networkFunction("n1").load(CALM);
    }

    private static void migrates(LiveTestbed testbed) throws Exception {
        Function digest =
                testbed.control().deploy(SampleFunction.DIGEST, Protocol.HTTP, SteeringMode.PINNED, List.of("n1"));
        LoadRun load = Loads.start(testbed, SampleFunction.DIGEST, digest, FlowKind.HTTP_KEEP_ALIVE, RATE);
        awaitAnswers(testbed, load);
        for (String target : List.of("cloud1", "n2")) {
            Migration started = testbed.control().migrate(digest.getSpec().getName(), "", target);
            Migration ended = testbed.control().awaitEnd(started);
            assertEquals(Migration.State.DONE, ended.getState(), ended.getReason());
            awaitAnswers(testbed, load);
        }
        RequestLog log = load.stop();
        Loads.assertNothingLost(log);
        assertEquals(Set.of("n1", "cloud1", "n2"), answering(log));
    }

    private static void awaitAnswers(LiveTestbed testbed, LoadRun load) {
        int before = good(load);
        testbed.supervisor().await("requests are answered", LIMIT, () -> good(load) > before + RATE);
    }

    private static int good(LoadRun load) {
        return load.latest().map(LoadProgress::good).orElse(0);
    }

    private static Set<String> answering(RequestLog log) {
        Set<String> nodes = new HashSet<>();
        for (int id = 0; id < log.size(); id++) {
            nodes.add(log.nodes().get(log.node(id)));
        }
        return nodes;
    }
}
