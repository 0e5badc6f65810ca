package io.slackline.testbed.system;

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
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Under load and with slack that changes all the time, the switch's registers, read by probes, are never older than three report periods, and say what
 * agents tell the controller, one period later at most. A machine of two busy cores pauses any process now and then for longer than three periods: probes
 * after a pause that this process has noticed itself do not count, and one in twenty others may be late.
 */
final class SlackAgreementScenario implements Scenario {
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final int PROBES = 200;
    private static final int LOADS = 4;
    private static final double OLDEST_PERIODS = 3;
    private static final double ALLOWED = 0.05;

    @Override
    public void run() throws Exception {
        Topology topology = Topology.of(TopologyConfig.ofNodes(2, SwitchKind.EMBEDDED));
        try (LiveTestbed testbed = LiveTestbed.start(topology, RunDirectory.ofSandbox(), System.err::println)) {
            Function words = testbed.control()
                    .deploy(SampleFunction.WORDS, Protocol.UDP, SteeringMode.SLACK, List.of("n1", "n2"));
            LoadRun load = Loads.start(testbed, SampleFunction.WORDS, words, FlowKind.UDP, 200);
            List<Boolean> old = new ArrayList<>();
            List<Boolean> differing = new ArrayList<>();
            for (int probe = 0; probe < PROBES; probe++) {
                if (probe % (PROBES / LOADS) == 0) {
                    testbed.networkFunction("n1").load(probe == 0 ? 50 : 100 + probe);
                }
                long begin = System.nanoTime();
                testbed.supervisor().sleep(PERIOD);
                if (System.nanoTime() - begin > 2 * PERIOD.toNanos()) {
                    continue; // The machine has paused this process, and others with it.
                }
                for (Node node : testbed.control().nodes()) {
                    if (node.getSwitchSlackCount() == 0) {
                        continue; // The switch's answer took longer than the controller waits for it.
                    }
                    old.add(node.getSwitchSlack(0).getAgePeriods() > OLDEST_PERIODS);
                    differing.add(!agreesWithinAPeriod(testbed, node));
                }
            }
            System.err.printf(
                    Locale.ROOT,
                    "of %d probes, %d older than 3 periods, %d unlike the agent for longer than one%n",
                    old.size(),
                    count(old),
                    count(differing));
            assertTrue(old.size() >= PROBES / 4, "only " + old.size() + " probes were answered");
            assertTrue(count(old) <= ALLOWED * old.size(), count(old) + " were older than three periods");
            assertTrue(count(differing) <= ALLOWED * differing.size(), count(differing) + " differed");
            Loads.assertNothingLost(load.stop());
        }
    }

    /** Slack is in motion: what differs is asked again a period later. */
    private static boolean agreesWithinAPeriod(LiveTestbed testbed, Node node) {
        if (agrees(node)) {
            return true;
        }
        testbed.supervisor().sleep(PERIOD);
        return testbed.control().nodes().stream()
                .filter(again -> again.getDescription()
                        .getName()
                        .equals(node.getDescription().getName()))
                .anyMatch(SlackAgreementScenario::agrees);
    }

    private static boolean agrees(Node node) {
        int told = node.getSlack().getSlackMillicores();
        return node.getSwitchSlackList().stream().allMatch(held -> held.getSlackMillicores() == told);
    }

    private static long count(List<Boolean> all) {
        return all.stream().filter(each -> each).count();
    }
}
