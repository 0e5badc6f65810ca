package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Node;
import io.slackline.common.SlacklineException;
import io.slackline.testbed.fault.Cut;
import io.slackline.testbed.fault.Fault;
import io.slackline.testbed.fault.Faults;
import io.slackline.testbed.fault.Impair;
import io.slackline.testbed.fault.Injected;
import io.slackline.testbed.fault.Kill;
import io.slackline.testbed.fault.Link.Direction;
import io.slackline.testbed.fault.Link.Network;
import io.slackline.testbed.fault.LiveTarget;
import io.slackline.testbed.fault.Part;
import io.slackline.testbed.fault.Restart;
import io.slackline.testbed.fault.Stop;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Each fault does what it says to a running testbed, and its healing undoes it. */
final class FaultScenario implements Scenario {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int WAIT_MILLIS = 500;
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final int PORT = 7777;

    @Override
    public void run() throws Exception {
        Topology topology = Topology.of(TopologyConfig.ofNodes(2, SwitchKind.EMBEDDED));
        try (LiveTestbed testbed = LiveTestbed.start(topology, RunDirectory.ofSandbox(), System.err::println);
                Faults faults = new Faults(new LiveTarget(testbed))) {
            cutsEachDirection(testbed, faults);
            impairs(testbed, faults);
            awayUntilHealed(testbed, faults, new Cut("n1", Network.MANAGEMENT, Direction.BOTH));
            awayUntilHealed(testbed, faults, Stop.of(Part.agent("n1")));
            awayUntilHealed(testbed, faults, Kill.of(Part.agent("n1")));
            awayUntilHealed(testbed, faults, Kill.of(Part.node("n1")));
            faults.inject(Restart.of(Part.theSwitch()));
            testbed.supervisor().await("the new switch forwards", LIMIT, () -> arrives(testbed, "c1", "n2"));
            try (Injected _ = faults.inject(Stop.of(Part.controller()))) {
                assertTrue(testbed.control().nodesIfReachable().isEmpty());
            }
            testbed.supervisor()
                    .await(
                            "the controller goes on",
                            LIMIT,
                            () -> !testbed.control().nodesIfReachable().isEmpty());
        }
    }

    private static void cutsEachDirection(LiveTestbed testbed, Faults faults) {
        testbed.supervisor().await("packets pass", LIMIT, () -> arrives(testbed, "c1", "n2"));
        testbed.supervisor().await("packets pass back", LIMIT, () -> arrives(testbed, "n2", "c1"));
        try (Injected _ = faults.inject(new Cut("n2", Network.DATA, Direction.TO_HOST))) {
            assertFalse(arrives(testbed, "c1", "n2"));
            assertTrue(arrives(testbed, "n2", "c1"));
            assertThrows(SlacklineException.class, () -> faults.inject(Cut.of("n2")), "cut twice");
        }
        try (Injected _ = faults.inject(new Cut("n2", Network.DATA, Direction.FROM_HOST))) {
            assertTrue(arrives(testbed, "c1", "n2"));
            assertFalse(arrives(testbed, "n2", "c1"));
        }
        assertTrue(arrives(testbed, "c1", "n2"));
        assertTrue(arrives(testbed, "n2", "c1"));
    }

    /** What is impaired towards n2 is seen there; the other direction is left in peace. */
    private static void impairs(LiveTestbed testbed, Faults faults) {
        Impair loss = new Impair("n2", Direction.TO_HOST, 1, 0, 0, 0, Duration.ZERO, Duration.ZERO);
        try (Injected _ = faults.inject(loss)) {
            assertFalse(arrives(testbed, "c1", "n2"));
            assertTrue(arrives(testbed, "n2", "c1"));
        }
        Impair delay = new Impair("n2", Direction.FROM_HOST, 0, 0, 0, 0, DELAY, Duration.ZERO);
        try (Injected _ = faults.inject(delay)) {
            long began = System.nanoTime();
            assertTrue(arrives(testbed, "n2", "c1"));
            assertTrue(System.nanoTime() - began >= DELAY.toNanos());
        }
        assertTrue(arrives(testbed, "c1", "n2"));
    }

    private static void awayUntilHealed(LiveTestbed testbed, Faults faults, Fault fault) {
        Injected injected = faults.inject(fault);
        testbed.supervisor()
                .await("n1 is missed after: " + fault.describe(), LIMIT, () -> state(testbed) != Node.State.READY);
        injected.heal();
        testbed.supervisor()
                .await("n1 is back after: " + fault.describe(), LIMIT, () -> state(testbed) == Node.State.READY);
    }

    private static Node.State state(LiveTestbed testbed) {
        return testbed.control().nodes().stream()
                .filter(node -> node.getDescription().getName().equals("n1"))
                .map(Node::getState)
                .findFirst()
                .orElseThrow();
    }

    /** Whether a datagram from one host reaches the other through the switch. */
    private static boolean arrives(LiveTestbed testbed, String from, String to) {
        return host(testbed, to).namespace().call(() -> {
            try (DatagramSocket receiver = new DatagramSocket(
                    PORT, InetAddress.getByName(host(testbed, to).dataIp()))) {
                host(testbed, from)
                        .namespace()
                        .call(() -> send(host(testbed, to).dataIp()));
                receiver.setSoTimeout(WAIT_MILLIS);
                receiver.receive(new DatagramPacket(new byte[1], 1));
                return true;
            } catch (SocketTimeoutException lost) {
                return false;
            }
        });
    }

    private static boolean send(String ip) throws IOException {
        try (DatagramSocket sender = new DatagramSocket()) {
            sender.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(ip), PORT));
            return true;
        }
    }

    private static Topology.Host host(LiveTestbed testbed, String name) {
        return testbed.topology().hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
