package io.slackline.testbed.pipeline;

import static io.slackline.testbed.pipeline.Bench.CLIENT;
import static io.slackline.testbed.pipeline.Bench.GROUP;
import static io.slackline.testbed.pipeline.Bench.REPORT_IP;
import static io.slackline.testbed.pipeline.Bench.SERVICE_IP;
import static io.slackline.testbed.pipeline.Bench.SWITCH_MAC;
import static io.slackline.testbed.pipeline.Bench.node;
import static io.slackline.testbed.pipeline.Bench.report;
import static io.slackline.testbed.pipeline.Bench.token;
import static io.slackline.testbed.pipeline.Frames.ACK;
import static io.slackline.testbed.pipeline.Frames.BROADCAST;
import static io.slackline.testbed.pipeline.Frames.FIN;
import static io.slackline.testbed.pipeline.Frames.PSH;
import static io.slackline.testbed.pipeline.Frames.SYN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.Learned;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.PipelineEntry.Blackhole;
import io.slackline.pipeline.PipelineEntry.KnownSource;
import io.slackline.pipeline.PipelineEntry.Node;
import io.slackline.pipeline.PipelineEntry.ReportSource;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.PipelineEntry.Station;
import io.slackline.pipeline.PipelineEntry.Steered;
import io.slackline.pipeline.PuntRate;
import io.slackline.pipeline.PuntedPacket;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.Steering;
import io.slackline.pipeline.Table;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import io.slackline.testbed.pipeline.Frames.Host;
import io.slackline.testbed.pipeline.SwitchUnderTest.Sent;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import p4.v1.Entity;
import p4.v1.Update;

/** Behaviours of slackline.p4, whatever executes it. */
abstract class PipelineBehaviour extends OnASwitch {

    private static final ServiceKey HTTP = new ServiceKey(Ipv4.parse(SERVICE_IP), ServiceKey.TCP, 80);
    private static final ServiceKey DATAGRAMS = new ServiceKey(Ipv4.parse(SERVICE_IP), ServiceKey.UDP, 53);
    private static final Affinity LONG = Affinity.perFlow(65535);
    private static final int NEVER_STALE = 65535;
    private static final int[] ONE = {1};
    private static final int[] TWO = {2};

    private static byte[] tcp(int srcPort, int flags) {
        return Frames.tcp(CLIENT, SWITCH_MAC, SERVICE_IP, srcPort, 80, flags, "");
    }

    private static byte[] data(int srcPort) {
        return Frames.tcp(CLIENT, SWITCH_MAC, SERVICE_IP, srcPort, 80, ACK | PSH, "GET / HTTP/1.1");
    }

    private static byte[] datagram(int srcPort) {
        return Frames.udp(CLIENT, SWITCH_MAC, SERVICE_IP, srcPort, 53, new byte[] {1, 2, 3});
    }

    private static Service pinned(ServiceKey service, int node, int epoch, Affinity affinity) {
        return new Service(service, new Steering.Pinned(0, node, epoch, affinity));
    }

    private static Service bySlack(ServiceKey service, Affinity affinity, int staleTicks) {
        return new Service(service, new Steering.BySlack(0, GROUP, 1, affinity, staleTicks));
    }

    // ---- local addresses

    @Test
    void answersArp() throws Exception {
        List<Sent> left =
                bench.exchange(4, Frames.arp(BROADCAST, 1, CLIENT.mac(), CLIENT.ip(), new MacAddress(0), SERVICE_IP));
        assertEquals(1, left.size());
        assertEquals(4, left.getFirst().port());
        assertArrayEquals(
                Frames.arp(CLIENT.mac(), 2, SWITCH_MAC, SERVICE_IP, CLIENT.mac(), CLIENT.ip()),
                left.getFirst().packet());
        assertEquals(1, bench.count(Cause.ARP_ANSWERED));
    }

    @Test
    void answersEcho() throws Exception {
        List<Sent> left = bench.exchange(4, Frames.echo(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), SERVICE_IP, 8));
        assertEquals(1, left.size());
        assertEquals(4, left.getFirst().port());
        assertArrayEquals(
                Frames.echo(CLIENT.mac(), SWITCH_MAC, SERVICE_IP, CLIENT.ip(), 0),
                left.getFirst().packet());
    }

    @Test
    void leavesQuestionsForOthersToOthers() throws Exception {
        byte[] question = Frames.arp(BROADCAST, 1, CLIENT.mac(), CLIENT.ip(), new MacAddress(0), "10.0.1.1");
        List<Sent> left = bench.exchange(4, question);
        assertEquals(3, left.size());
        left.forEach(sent -> assertArrayEquals(question, sent.packet()));
    }

    // ---- the bridge

    @Test
    void floodsExceptTheIngressPort() throws Exception {
        for (int port : Bench.PORTS) {
            Host host = port == 4 ? CLIENT : node(port);
            List<Sent> left = bench.exchange(port, Frames.ethernet(BROADCAST, host.mac(), 0x86DD, new byte[60]));
            assertEquals(
                    Bench.PORTS.stream().filter(other -> other != port).toList(),
                    left.stream()
                            .map(Sent::port)
                            .sorted(Comparator.naturalOrder())
                            .toList());
        }
        assertEquals(4, bench.count(Cause.L2_FLOODED));
    }

    @Test
    void forwardsToAKnownStation() throws Exception {
        bench.controller.insert(new Station(node(2).mac(), 2));
        byte[] frame = Frames.udp(CLIENT, node(2).mac(), "10.0.1.2", 1, 2, new byte[0]);
        List<Sent> left = bench.exchange(4, frame);
        assertEquals(1, left.size());
        assertEquals(2, left.getFirst().port());
        assertArrayEquals(frame, left.getFirst().packet());
        bench.dropped(2, frame, Cause.L2_DROPPED);
    }

    @Test
    void dropsWhatGoesToABlackHole() throws Exception {
        bench.controller.insert(new Blackhole(SWITCH_MAC));
        bench.dropped(4, Frames.ethernet(SWITCH_MAC, CLIENT.mac(), 0x8100, new byte[60]), Cause.L2_DROPPED);
    }

    @Test
    void learnsByDigest() throws Exception {
        bench.controller.write(
                Update.Type.INSERT,
                Entity.newBuilder()
                        .setDigestEntry(bench.pipeline.l2LearnDigest())
                        .build());
        MacAddress stranger = MacAddress.parse("02:aa:bb:cc:dd:ee");
        bench.exchange(3, Frames.ethernet(BROADCAST, stranger, 0x86DD, new byte[60]));
        assertEquals(new Learned(stranger, 3), bench.controller.nextLearned());

        bench.controller.insert(new KnownSource(stranger, 3));
        bench.exchange(3, Frames.ethernet(BROADCAST, stranger, 0x86DD, new byte[60]));
        bench.exchange(3, Frames.ethernet(BROADCAST, BROADCAST, 0x86DD, new byte[60]));
        bench.exchange(2, Frames.ethernet(BROADCAST, stranger, 0x86DD, new byte[60]));
        assertEquals(new Learned(stranger, 2), bench.controller.nextLearned(), "it moved; nothing else was new");
        assertEquals(0, bench.controller.learnedWaiting());
    }

    @Test
    void sendsForTheController() throws Exception {
        assertTrue(bench.collect().isEmpty());
        byte[] packet = Frames.udp(node(1), node(2).mac(), "10.0.1.2", 1, 2, new byte[] {9});
        bench.controller.packetOut(bench.pipeline.packetOut(2, ByteString.copyFrom(packet)));
        Sent sent = bench.target.next(Duration.ofSeconds(20)).orElseThrow();
        assertEquals(2, sent.port());
        assertArrayEquals(packet, sent.packet());
        assertEquals(1, bench.count(Cause.PACKET_OUT));
    }

    // ---- steering

    @Test
    void steersToThePinnedNode() throws Exception {
        bench.controller.insert(pinned(HTTP, 2, 1, Affinity.none()), new Steered(0, 2));
        for (int flow = 1; flow <= 5; flow++) {
            assertEquals(2, bench.steered(tcp(flow, SYN)));
        }
        assertEquals(5, bench.count(Cause.SERVICE_STEERED));
        assertEquals(5, bench.controller.packets(pinned(HTTP, 2, 1, Affinity.none())));
        assertEquals(5, bench.controller.packets(new Node(2, 2, node(2).mac())));
        assertEquals(5, bench.controller.packets(new Steered(0, 2)));
    }

    @Test
    void oneModifyMovesAService() throws Exception {
        Service before = pinned(HTTP, 1, 1, Affinity.none());
        Service after = pinned(HTTP, 3, 2, Affinity.none());
        bench.controller.insert(before);
        assertEquals(1, bench.steered(tcp(1, SYN)));
        bench.controller.modify(after);
        assertEquals(3, bench.steered(tcp(2, SYN)));
        assertEquals(List.of((PipelineEntry) after), bench.controller.entries(Table.SERVICE));
    }

    @Test
    void steersToTheNodeWithMoreSlack() throws Exception {
        bench.group(GROUP, ONE, TWO);
        bench.controller.insert(bySlack(HTTP, Affinity.none(), NEVER_STALE));
        bench.hasSlack(1, 300);
        bench.hasSlack(2, 301);
        assertEquals(2, bench.steered(tcp(1, SYN)));
        bench.hasSlack(1, 65535);
        assertEquals(1, bench.steered(tcp(1, SYN)));
        bench.hasSlack(2, 65535);
        assertEquals(1, bench.steered(tcp(1, SYN)), "equal slack: the first candidate");
        bench.hasSlack(1, 0);
        assertEquals(2, bench.steered(tcp(1, SYN)));
    }

    /** On port 3 in the place of node 3. Its index has one bit more than all others. */
    @Test
    void theLastOfAllNodesIsSteeredToAsAnyOther() throws Exception {
        int last = bench.pipeline.lastNode();
        bench.controller.insert(new Node(last, 3, node(3).mac()), new ReportSource(3, last, token(last)));
        bench.group(GROUP, ONE, new int[] {last});
        bench.controller.insert(bySlack(HTTP, Affinity.none(), NEVER_STALE));
        bench.hasSlack(1, 300);
        assertEquals(1, bench.steered(tcp(1, SYN)));
        bench.dropped(
                3, Frames.inband(node(3), SWITCH_MAC, REPORT_IP, report(last, 1, 1, 0, 301)), Cause.REPORT_ACCEPTED);
        assertEquals(3, bench.steered(tcp(1, SYN)));
        bench.hasSlack(1, 302);
        assertEquals(1, bench.steered(tcp(1, SYN)));
    }

    @Test
    void aStaleNodeScoresZero() throws Exception {
        bench.group(GROUP, ONE, TWO);
        bench.controller.insert(bySlack(HTTP, Affinity.none(), 500));
        bench.hasSlack(1, 600);
        bench.target.pass(Duration.ofMillis(700));
        bench.hasSlack(2, 0);
        assertEquals(2, bench.steered(tcp(1, SYN)), "a living node without slack is better than a dead one");
        assertEquals(0, bench.count(Cause.BOTH_STALE));
        bench.target.pass(Duration.ofMillis(700));
        assertEquals(1, bench.steered(tcp(1, SYN)), "nothing is dropped");
        assertEquals(1, bench.count(Cause.BOTH_STALE));
    }

    @Test
    void aDrainingNodeScoresZero() throws Exception {
        bench.group(GROUP, ONE, TWO);
        bench.controller.insert(bySlack(HTTP, Affinity.none(), NEVER_STALE));
        bench.tells(1, report(1, 1, 1, SlackReport.DRAINING, 600), Cause.REPORT_ACCEPTED);
        bench.hasSlack(2, 0);
        assertEquals(2, bench.steered(tcp(1, SYN)));
    }

    @Test
    void sharesFlowsByTheSlotsOfTheGroup() throws Exception {
        bench.group(GROUP, new int[] {1, 1, 1, 2}, TWO);
        bench.controller.insert(new Service(HTTP, new Steering.ByShare(0, GROUP, 1, LONG)));
        int[] flows = new int[4];
        for (int flow = 0; flow < 256; flow++) {
            flows[bench.steered(tcp(20_000 + flow, SYN))]++;
        }
        assertTrue(flows[1] > 160 && flows[1] < 224, "of 256 flows three quarters to node 1: " + flows[1]);
        assertEquals(256, flows[1] + flows[2]);
    }

    @Test
    void withoutAffinityEveryDatagramIsItsOwnRequest() throws Exception {
        bench.group(GROUP, new int[] {1, 2}, new int[] {2, 1});
        bench.controller.insert(new Service(DATAGRAMS, new Steering.ByShare(0, GROUP, 1, Affinity.none())));
        int[] datagrams = new int[4];
        for (int i = 0; i < 200; i++) {
            datagrams[bench.steered(datagram(1))]++;
        }
        assertTrue(datagrams[1] > 60 && datagrams[2] > 60, "about half to each: " + datagrams[1]);
    }

    @Test
    void dropsAndCountsWhatHasNoNode() throws Exception {
        bench.controller.insert(bySlack(HTTP, Affinity.none(), NEVER_STALE));
        bench.dropped(4, tcp(1, SYN), Cause.NO_NODE);
        bench.controller.modify(pinned(HTTP, 1, 2, Affinity.none()));
        bench.controller.delete(new Node(1, 1, node(1).mac()));
        bench.dropped(4, tcp(1, SYN), Cause.NO_NODE);
    }

    @Test
    void neverSteersWhatItCannotSteerRightly() throws Exception {
        bench.controller.insert(pinned(DATAGRAMS, 1, 1, Affinity.none()));
        assertEquals(1, bench.steered(datagram(1)));
        bench.dropped(4, Frames.udpFragment(CLIENT, SWITCH_MAC, SERVICE_IP, 53), Cause.FRAGMENT);
        bench.dropped(4, Frames.udp(CLIENT, SWITCH_MAC, SERVICE_IP, 1, 54, new byte[0]), Cause.NOT_STEERABLE);
        bench.dropped(4, tcp(1, SYN), Cause.NOT_STEERABLE);
        assertEquals(
                3,
                bench.exchange(4, Frames.udpFragment(CLIENT, node(1).mac(), "10.0.1.1", 53))
                        .size(),
                "to another address it is plain L2");
    }

    // ---- affinity

    @Test
    void aFlowStaysWithItsNodeAfterTheServiceMoves() throws Exception {
        bench.controller.insert(pinned(HTTP, 1, 1, LONG));
        assertEquals(1, bench.steered(tcp(1000, SYN)));
        bench.controller.modify(pinned(HTTP, 2, 2, LONG));
        Map<Cause, Long> counted = bench.counted(() -> {
            assertEquals(1, bench.steered(tcp(1000, ACK)));
            assertEquals(1, bench.steered(data(1000)));
            assertEquals(2, bench.steered(tcp(1001, SYN)), "another flow");
            assertEquals(1, bench.steered(tcp(1000, FIN | ACK)));
            assertEquals(1, bench.steered(tcp(1000, ACK)));
        });
        assertEquals(Map.of(Cause.SERVICE_STEERED, 5L, Cause.AFFINITY_HIT, 4L, Cause.AFFINITY_CLAIMED, 1L), counted);
    }

    @Test
    void aSynPicksAnew() throws Exception {
        bench.controller.insert(pinned(HTTP, 1, 1, LONG));
        assertEquals(1, bench.steered(tcp(1000, SYN)));
        bench.controller.modify(pinned(HTTP, 2, 2, LONG));
        assertEquals(2, bench.steered(tcp(1000, SYN)));
        assertEquals(2, bench.steered(data(1000)));
        assertEquals(2, bench.steered(tcp(1000, SYN | ACK)), "SYN with ACK opens nothing");
    }

    @Test
    void aFlowStaysWhileSlackMoves() throws Exception {
        bench.group(GROUP, ONE, TWO);
        bench.controller.insert(bySlack(HTTP, LONG, NEVER_STALE));
        bench.hasSlack(1, 500);
        bench.hasSlack(2, 100);
        assertEquals(1, bench.steered(tcp(1000, SYN)));
        bench.hasSlack(1, 50);
        assertEquals(1, bench.steered(data(1000)));
        assertEquals(2, bench.steered(tcp(1001, SYN)));
        assertEquals(2, bench.steered(data(1001)));
    }

    @Test
    void aSilentDatagramFlowIsForgotten() throws Exception {
        bench.controller.insert(pinned(DATAGRAMS, 1, 1, Affinity.perFlow(16)));
        assertEquals(1, bench.steered(datagram(1000)));
        bench.controller.modify(pinned(DATAGRAMS, 2, 2, Affinity.perFlow(16)));
        assertEquals(1, bench.steered(datagram(1000)));
        bench.target.pass(Duration.ofMillis(2_600));
        assertEquals(2, bench.steered(datagram(1000)));
    }

    @Test
    void aSilentConnectionKeepsItsNodeWhileNobodyNeedsTheCell() throws Exception {
        bench.controller.insert(pinned(HTTP, 1, 1, Affinity.perFlow(16)));
        assertEquals(1, bench.steered(tcp(1000, SYN)));
        bench.controller.modify(pinned(HTTP, 2, 2, Affinity.perFlow(16)));
        bench.target.pass(Duration.ofMillis(2_600));
        assertEquals(1, bench.steered(data(1000)));
    }

    /** Three flows whose two cells are the same: there is room for two. */
    private static byte[] colliding(int flow, int flags) {
        List<Long> differences = Collisions.differences();
        long source = (Integer.toUnsignedLong(Ipv4.parse(CLIENT.ip())) << 16 | 1000)
                ^ (flow == 0 ? 0 : differences.get(flow - 1));
        Host host = new Host(CLIENT.port(), CLIENT.mac(), Ipv4.format((int) (source >>> 16)));
        return Frames.tcp(host, SWITCH_MAC, SERVICE_IP, (int) source & 0xFFFF, 80, flags, "");
    }

    @Test
    void whereBothWaysAreHeldTheFirstCandidateTakesTheFlow() throws Exception {
        bench.group(GROUP, ONE, TWO);
        bench.controller.insert(bySlack(HTTP, LONG, NEVER_STALE));
        bench.hasSlack(1, 1);
        bench.hasSlack(2, 2);
        assertEquals(2, bench.steered(colliding(0, SYN)));
        assertEquals(2, bench.steered(colliding(1, SYN)));
        assertEquals(1, bench.steered(colliding(2, SYN)));
        assertEquals(1, bench.count(Cause.AFFINITY_FULL));
        assertEquals(2, bench.steered(colliding(0, ACK)));
        assertEquals(2, bench.steered(colliding(1, ACK)));
        assertEquals(1, bench.steered(colliding(2, ACK)));
    }

    @Test
    void finShortens() throws Exception {
        bench.controller.insert(pinned(HTTP, 1, 1, LONG));
        for (int flow = 0; flow < 2; flow++) {
            bench.steered(colliding(flow, SYN));
        }
        bench.steered(colliding(0, FIN | ACK));
        bench.steered(colliding(0, ACK));
        assertEquals(
                Map.of(Cause.SERVICE_STEERED, 1L, Cause.AFFINITY_FULL, 1L),
                bench.counted(() -> bench.steered(colliding(2, SYN))),
                "the cell lives for two more seconds");
        bench.target.pass(Duration.ofMillis(2_600));
        assertEquals(
                Map.of(Cause.SERVICE_STEERED, 1L, Cause.AFFINITY_CLAIMED, 1L),
                bench.counted(() -> bench.steered(colliding(2, SYN))));
    }

    @Test
    void aFlowInTheSecondWayIsFoundWhenTheFirstBecomesFree() throws Exception {
        bench.controller.insert(pinned(HTTP, 1, 1, LONG));
        bench.steered(colliding(0, SYN));
        bench.steered(colliding(1, SYN));
        bench.steered(colliding(0, FIN | ACK));
        bench.target.pass(Duration.ofMillis(2_600));
        bench.controller.modify(pinned(HTTP, 2, 2, LONG));
        assertEquals(1, bench.steered(colliding(1, ACK)), "it moves to the first way with its node");
        assertEquals(2, bench.steered(colliding(2, SYN)));
        assertEquals(1, bench.steered(colliding(1, ACK)));
    }

    // ---- reports

    @Test
    void aForgedReportChangesNothing() throws Exception {
        bench.group(GROUP, ONE, TWO);
        bench.controller.insert(bySlack(HTTP, Affinity.none(), NEVER_STALE));
        bench.hasSlack(1, 100);
        bench.hasSlack(2, 200);
        SlackReport forged = report(1, 1, 1000, 0, 9999);
        SlackReport guessed = new SlackReport(new Head(0, 1, 1, 1000, token(1) + 1), 9999, 0, 0, 0, 0, 0);
        Map<Cause, Long> counted = bench.counted(() -> {
            bench.exchange(4, Frames.inband(CLIENT, SWITCH_MAC, REPORT_IP, forged));
            bench.exchange(2, Frames.inband(node(2), SWITCH_MAC, REPORT_IP, forged));
            bench.exchange(1, Frames.inband(node(1), SWITCH_MAC, REPORT_IP, guessed));
        });
        assertEquals(Map.of(Cause.REPORT_FORGED, 3L, Cause.REPORT_PUNTED, 3L), counted);
        assertEquals(2, bench.steered(tcp(1, SYN)));
        bench.hasSlack(1, 201);
        assertEquals(1, bench.steered(tcp(1, SYN)), "the true sequence goes on");
    }

    @Test
    void aReplayedReportChangesNothing() throws Exception {
        bench.group(GROUP, ONE, TWO);
        bench.controller.insert(bySlack(HTTP, Affinity.none(), NEVER_STALE));
        bench.tells(1, report(1, 7, 41, 0, 900), Cause.REPORT_ACCEPTED);
        bench.tells(1, report(1, 7, 42, 0, 100), Cause.REPORT_ACCEPTED);
        bench.hasSlack(2, 200);
        bench.tells(1, report(1, 7, 41, 0, 900), Cause.REPORT_REPLAYED);
        bench.tells(1, report(1, 7, 42, 0, 900), Cause.REPORT_REPLAYED);
        bench.tells(1, report(1, 6, 43, 0, 900), Cause.REPORT_REPLAYED);
        assertEquals(2, bench.steered(tcp(1, SYN)));
    }

    @Test
    void aNewBootEpochStartsTheSequenceAnew() throws Exception {
        bench.tells(1, report(1, 65000, -5, 0, 900), Cause.REPORT_ACCEPTED);
        bench.tells(1, report(1, 65000, 3, 0, 900), Cause.REPORT_ACCEPTED);
        bench.tells(1, report(1, 65001, 1, 0, 900), Cause.REPORT_ACCEPTED);
        bench.tells(1, report(1, 65001, 1, 0, 900), Cause.REPORT_REPLAYED);
        bench.tells(1, report(1, 65000, 4, 0, 900), Cause.REPORT_REPLAYED);
        bench.tells(1, report(1, 5, 1, 0, 900), Cause.REPORT_ACCEPTED);
    }

    @Test
    void aNewTokenForgetsTheOldBootEpoch() throws Exception {
        bench.tells(1, report(1, 7, 42, 0, 900), Cause.REPORT_ACCEPTED);
        bench.controller.delete(new ReportSource(1, 1, token(1)));
        bench.controller.insert(new ReportSource(1, 1, 5));
        SlackReport restarted = new SlackReport(new Head(0, 1, 3, 1, 5), 100, 0, 0, 0, 0, 0);
        bench.tells(1, restarted, Cause.REPORT_ACCEPTED);
        bench.tells(1, restarted, Cause.REPORT_REPLAYED);
    }

    @Test
    void unknownReportersArePuntedUnderAMeter() throws Exception {
        bench.controller.write(
                Update.Type.MODIFY,
                Entity.newBuilder()
                        .setMeterEntry(bench.pipeline.puntMeter(4, new PuntRate(1, 5)))
                        .build());
        byte[] packet = Frames.inband(CLIENT, SWITCH_MAC, REPORT_IP, report(3, 1, 1, 0, 100));
        Map<Cause, Long> counted = bench.counted(() -> {
            for (int i = 0; i < 50; i++) {
                assertTrue(bench.exchange(4, packet).isEmpty());
            }
        });
        long punted = counted.get(Cause.REPORT_PUNTED);
        assertTrue(punted >= 4 && punted < 25, "a burst of 5 and one a second: " + punted);
        assertEquals(50 - punted, counted.get(Cause.PUNT_METERED));
        assertEquals(50, counted.get(Cause.REPORT_FORGED));
        for (long i = 0; i < punted; i++) {
            assertEquals(
                    new PuntedPacket(4, Cause.REPORT_PUNTED, ByteString.copyFrom(packet)),
                    bench.controller.nextPunted());
        }
        assertEquals(0, bench.controller.puntedWaiting());
    }

    @Test
    void malformedReportsAreCounted() throws Exception {
        byte[] good = Frames.inband(node(1), SWITCH_MAC, REPORT_IP, bench.report(1, 100));
        int head = 14 + 20 + 8;
        for (int[] change : new int[][] {{0, 0x54}, {2, 0x21}, {2, 0x12}, {4, 0x10}, {7, 0}}) {
            byte[] bad = good.clone();
            bad[head + change[0]] = (byte) change[1];
            bench.dropped(1, bad, Cause.MALFORMED);
        }
        bench.dropped(1, Frames.udp(node(1), SWITCH_MAC, REPORT_IP, 9560, 9560, new byte[3]), Cause.MALFORMED);
        bench.dropped(1, good, Cause.REPORT_ACCEPTED);
    }

    @Test
    void reportsToOtherAddressesPass() throws Exception {
        byte[] elsewhere = Frames.inband(node(1), node(2).mac(), "10.77.0.1", bench.report(1, 100));
        assertEquals(3, bench.exchange(1, elsewhere).size());
        assertEquals(0, bench.count(Cause.REPORT_ACCEPTED));
    }
}
