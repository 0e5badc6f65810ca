package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.Switch;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.observe.SlackShift;
import io.slackline.testbed.observe.WireTap;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The switch reacts to slack in the same way with and without a controller; requests go on; a restarted controller finds everything
 * right and writes nothing.
 */
final class ControllerCrashScenario implements Scenario {
    private static final int CALM = 20;
    private static final int BUSY = 300;
    private static final int ATTEMPTS = 5;
    private static final Duration SETTLE = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Far more than the data plane needs on a busy machine, far less than any loop through a controller would take. */
    private static final long REACTION_MICROS = 50_000;

    @Override
    public void run() throws Exception {
        Topology topology = Topology.of(TopologyConfig.ofNodes(3, SwitchKind.EMBEDDED));
        try (LiveTestbed testbed = LiveTestbed.start(topology, RunDirectory.ofSandbox(), System.err::println)) {
            testbed.networkFunction("n2").load(CALM * 5);
            Function words = testbed.control()
                    .deploy(SampleFunction.WORDS, Protocol.UDP, SteeringMode.SLACK, List.of("n1", "n2"));
            LoadRun load = Loads.start(testbed, SampleFunction.WORDS, words, FlowKind.UDP, 200);
            SlackShift with = squeeze(testbed, words);

            testbed.controller().kill();
            SlackShift without = squeeze(testbed, words);
            System.err.println("with controller " + with + ", without " + without);
            for (SlackShift shift : List.of(with, without)) {
                long reaction = shift.reportToFirstSteeredMicros() - shift.nextRequestMicros();
                assertTrue(reaction < REACTION_MICROS, "the switch took " + reaction + " µs");
                assertTrue(shift.nextRequestMicros() < REACTION_MICROS, "steered away only later: " + shift);
            }

            testbed.startController();
            awaitAdoption(testbed);
            assertEquals(0, theSwitch(testbed).getReconciledWrites(), "writes of a restarted controller");

            Loads.assertNothingLost(load.stop());
        }
    }

    /** Tries again when the machine was so busy that reports came late and nobody was steadily preferred. */
    private static SlackShift squeeze(LiveTestbed testbed, Function words) throws Exception {
        int ip = ByteBuffer.wrap(
                        InetAddress.getByName(words.getSpec().getAddress().getIp())
                                .getAddress())
                .getInt();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            testbed.networkFunction("n1").load(CALM);
            testbed.supervisor().sleep(SETTLE);
            try (WireTap tap = new WireTap(testbed.topology())) {
                testbed.supervisor().sleep(Duration.ofMillis(500));
                testbed.networkFunction("n1").load(BUSY);
                testbed.supervisor().sleep(Duration.ofSeconds(2));
                Optional<SlackShift> shift = find(tap, ip);
                if (shift.isPresent()) {
                    return shift.get();
                }
            }
        }
        throw new AssertionError("the switch has not steered away from n1 in " + ATTEMPTS + " attempts");
    }

    private static Optional<SlackShift> find(WireTap tap, int ip) {
        return SlackShift.find(tap.sightings(), ip);
    }

    private static void awaitAdoption(LiveTestbed testbed) {
        testbed.supervisor().await("a restarted controller adopts switch and nodes", LIMIT, () -> {
            List<Node> nodes = testbed.control().nodesIfReachable();
            return nodes.size() == 3
                    && nodes.stream().allMatch(node -> node.getState() == Node.State.READY)
                    && testbed.control().switches().stream()
                            .anyMatch(device -> device.getState() == Switch.State.READY);
        });
    }

    private static Switch theSwitch(LiveTestbed testbed) {
        return testbed.control().switches().getFirst();
    }
}
