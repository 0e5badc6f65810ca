package io.slackline.testbed.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.PipelineEntry.KnownSource;
import io.slackline.pipeline.PipelineEntry.LocalAddress;
import io.slackline.pipeline.PipelineEntry.Node;
import io.slackline.pipeline.PipelineEntry.ReportSource;
import io.slackline.pipeline.PipelineEntry.Station;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import io.slackline.testbed.pipeline.Frames.Host;
import io.slackline.testbed.pipeline.SwitchUnderTest.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import p4.v1.Entity;
import p4.v1.Update;

/** A switch under test with the program, three nodes on ports 1 to 3 and a client on port 4, all known to it. */
final class Bench implements AutoCloseable {

    static final MacAddress SWITCH_MAC = MacAddress.parse("02:53:4c:00:00:01");
    static final String REPORT_IP = "10.99.0.1";
    static final String SERVICE_IP = "10.99.1.1";
    static final List<Integer> PORTS = List.of(1, 2, 3, 4);
    static final Host CLIENT = new Host(4, MacAddress.parse("02:00:00:00:02:01"), "10.0.2.1");
    static final int GROUP = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MARKER_PORT = 9;
    private static final MacAddress MARKER_SOURCE = MacAddress.parse("02:00:00:00:fe:00");
    private static final int MARKER_ETHERTYPE = 0x88B5;

    final SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
    final SwitchUnderTest target;
    final TestController controller;

    private final int[] sequences = new int[8];

    Bench(SwitchUnderTest target) throws InterruptedException {
        this.target = target;
        this.controller = new TestController(pipeline, target.p4RuntimePort());
        controller.write(
                Update.Type.INSERT,
                Entity.newBuilder()
                        .setPacketReplicationEngineEntry(pipeline.floodGroup(PORTS))
                        .build());
        controller.insert(
                new LocalAddress(Ipv4.parse(REPORT_IP), SWITCH_MAC),
                new LocalAddress(Ipv4.parse(SERVICE_IP), SWITCH_MAC),
                new KnownSource(CLIENT.mac(), CLIENT.port()),
                new KnownSource(MARKER_SOURCE, MARKER_PORT));
        for (int port : PORTS) {
            controller.insert(new Station(marker(port), port));
        }
        for (int node = 1; node <= 3; node++) {
            Host host = node(node);
            controller.insert(
                    new Node(node, host.port(), host.mac()),
                    new ReportSource(host.port(), node, token(node)),
                    new KnownSource(host.mac(), host.port()));
        }
    }

    static Host node(int index) {
        return new Host(index, new MacAddress(0x0200_0000_0100L + index), "10.0.1." + index);
    }

    static int token(int node) {
        return 0xCAFE0000 + node;
    }

    private static MacAddress marker(int port) {
        return new MacAddress(0x0200_0000_FF00L + port);
    }

    /**
     * Lets a packet arrive and returns all that leave because of it. Markers behind it, one for each port, tell when that is all:
     * a switch keeps the order on a port.
     */
    List<Sent> exchange(int port, byte[] packet) throws InterruptedException {
        target.send(port, packet);
        return collect();
    }

    /** The same with several, one after another. */
    List<Sent> exchange(List<Sent> packets) throws InterruptedException {
        packets.forEach(packet -> target.send(packet.port(), packet.packet()));
        return collect();
    }

    /** What left the switch up to now. */
    List<Sent> collect() throws InterruptedException {
        Set<Integer> awaited = new HashSet<>(PORTS);
        for (int marked : PORTS) {
            target.send(MARKER_PORT, Frames.ethernet(marker(marked), MARKER_SOURCE, MARKER_ETHERTYPE, new byte[46]));
        }
        List<Sent> left = new ArrayList<>();
        while (!awaited.isEmpty()) {
            Sent sent = target.next(PATIENCE)
                    .orElseThrow(() -> new AssertionError("nothing leaves the switch; markers of " + awaited));
            if (Frames.destination(sent.packet()).equals(marker(sent.port()))) {
                awaited.remove(sent.port());
            } else {
                left.add(sent);
            }
        }
        return left;
    }

    /** Sends a packet of the client's and returns the node that it reaches, with its MAC rewritten and nothing else. */
    int steered(byte[] packet) throws InterruptedException {
        List<Sent> left = exchange(CLIENT.port(), packet);
        assertEquals(1, left.size(), "one packet in, one packet out");
        int node = left.getFirst().port();
        org.junit.jupiter.api.Assertions.assertArrayEquals(
                Frames.withDestination(packet, node(node).mac()),
                left.getFirst().packet());
        return node;
    }

    void dropped(int port, byte[] packet, Cause cause) throws InterruptedException {
        long before = count(cause);
        assertTrue(exchange(port, packet).isEmpty(), "nothing leaves");
        assertEquals(before + 1, count(cause), "packets with cause " + cause);
    }

    long count(Cause cause) {
        return controller.causes().get(cause);
    }

    /** What was counted while something ran, without causes that did not change. */
    Map<Cause, Long> counted(Action action) throws InterruptedException {
        Map<Cause, Long> before = controller.causes();
        action.run();
        Map<Cause, Long> after = controller.causes();
        after.replaceAll((cause, count) -> count - before.get(cause));
        after.values().removeIf(count -> count == 0);
        after.remove(Cause.L2_FORWARDED);
        return after;
    }

    /** The next report of a node's first boot epoch. */
    SlackReport report(int node, int slackMillicores) {
        return report(node, 1, ++sequences[node], 0, slackMillicores);
    }

    /** A node says how much slack it has and which functions are warm, and is believed. */
    void hasSlack(int node, int slackMillicores, int warmFunctions) throws InterruptedException {
        tells(node, report(node, 1, ++sequences[node], 0, slackMillicores, warmFunctions), Cause.REPORT_ACCEPTED);
    }

    /** A node takes no new work. */
    void drains(int node) throws InterruptedException {
        tells(node, report(node, 1, ++sequences[node], SlackReport.DRAINING, 60_000, -1), Cause.REPORT_ACCEPTED);
    }

    static SlackReport report(
            int node, int bootEpoch, int sequence, int flags, int slackMillicores, int warmFunctions) {
        return new SlackReport(
                new Head(flags, node, bootEpoch, sequence, token(node)), slackMillicores, 0, warmFunctions, 0, 1000, 0);
    }

    static SlackReport report(int node, int bootEpoch, int sequence, int flags, int slackMillicores) {
        return report(node, bootEpoch, sequence, flags, slackMillicores, 1);
    }

    /** A node says how much slack it has, and is believed. */
    void hasSlack(int node, int slackMillicores) throws InterruptedException {
        tells(node, report(node, slackMillicores), Cause.REPORT_ACCEPTED);
    }

    void tells(int node, SlackReport report, Cause expected) throws InterruptedException {
        dropped(node, Frames.inband(node(node), SWITCH_MAC, REPORT_IP, report), expected);
    }

    /** A group of 64 slots that repeat the given choices. */
    void group(int group, int[] first, int[] second) {
        int[] firsts = new int[64];
        int[] seconds = new int[64];
        for (int slot = 0; slot < 64; slot++) {
            firsts[slot] = first[slot % first.length];
            seconds[slot] = second[slot % second.length];
        }
        controller.insert(pipeline.candidates(group, firsts, seconds));
    }

    /** An offload group that has one node. */
    void offloadGroup(int group, int node) {
        int[] nodes = new int[64];
        Arrays.fill(nodes, node);
        controller.insert(pipeline.offloadCandidates(group, nodes));
    }

    @Override
    public void close() throws Exception {
        try (target) {
            controller.close();
        }
    }

    @FunctionalInterface
    interface Action {
        void run() throws InterruptedException;
    }
}
