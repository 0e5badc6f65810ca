package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadProgress;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A client says that the preferred node is draining and that the other has all the slack: nothing changes, and it is counted. */
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
            new Namespace("c1").call(() -> {
                forge(testbed);
                return true;
            });
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

    private static void forge(LiveTestbed testbed) throws Exception {
        List<Node> nodes = testbed.control().nodes();
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < REPORTS; i++) {
                Node node = nodes.get(i % nodes.size());
                boolean preferred = node.getDescription().getName().equals("n1");
                byte[] report = ByteBuffer.allocate(32)
                        .putShort((short) 0x534c)
                        .put((byte) 0x11)
                        .put((byte) (preferred ? 1 : 0))
                        .putShort((short) node.getIndex())
                        .putShort((short) 0xffff)
                        .putInt(0x7fffff00 + i)
                        .putInt(0x12345678)
                        .putShort((short) (preferred ? 0 : 60_000))
                        .array();
                socket.send(new DatagramPacket(report, report.length, InetAddress.getByName("10.99.0.1"), 9560));
            }
        }
    }
}
