package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.testbed.fault.BogusReports;
import io.slackline.testbed.fault.LiveTarget;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadProgress;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A client says that the preferred node is draining and without slack: nothing changes, and it is counted. */
final class ForgedReportScenario implements Scenario {
    private static final int REPORTS = 100;
    private static final Duration SETTLE = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String COUNTER = "report_forged";

    @Override
    public void run() throws Exception {
        Topology topology = Topology.of(TopologyConfig.ofNodes(2, SwitchKind.EMBEDDED));
        try (LiveTestbed testbed = LiveTestbed.start(topology, RunDirectory.ofSandbox(), System.err::println)) {
            testbed.networkFunction("n2").load(200);
            Function words = testbed.control()
                    .deploy(SampleFunction.WORDS, Protocol.UDP, SteeringMode.SLACK, List.of("n1", "n2"));
            testbed.supervisor().sleep(SETTLE);
            LoadRun load = Loads.start(testbed, SampleFunction.WORDS, words, FlowKind.UDP, 200);
            testbed.supervisor()
                    .await(
                            "requests are answered",
                            LIMIT,
                            () -> load.latest().map(LoadProgress::good).orElse(0) > 100);
            long before = forged(testbed);
            new BogusReports(BogusReports.Kind.FORGED, "n1", Optional.of("c1"), REPORTS, Duration.ofMillis(1))
                    .inject(new LiveTarget(testbed));
            testbed.supervisor().await("forged reports are counted", LIMIT, () -> forged(testbed) >= before + REPORTS);
            RequestLog log = load.stop();
            Loads.assertNothingLost(log);
            int n1 = log.nodes().indexOf("n1");
            for (int id = 0; id < log.size(); id++) {
                assertEquals(n1, log.node(id), "node of request " + id + " of nodes " + log.nodes());
            }
            assertTrue(log.size() > 0);
        }
    }

    private static long forged(LiveTestbed testbed) {
        return testbed.control().switches().getFirst().getCausesOrDefault(COUNTER, 0);
    }
}
