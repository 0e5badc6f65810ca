package io.slackline.testbed.pipeline;

import static io.slackline.testbed.pipeline.Bench.CLIENT;
import static io.slackline.testbed.pipeline.Bench.REPORT_IP;
import static io.slackline.testbed.pipeline.Bench.SERVICE_IP;
import static io.slackline.testbed.pipeline.Bench.SWITCH_MAC;
import static io.slackline.testbed.pipeline.Bench.node;
import static io.slackline.testbed.pipeline.Bench.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.Limits;
import io.slackline.pipeline.PipelineEntry.ArmedHandover;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.PuntedPacket;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.SlackRules;
import io.slackline.pipeline.Steering;
import io.slackline.pipeline.inband.Handover;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.Probe;
import java.util.Map;
import org.junit.jupiter.api.Test;
import p4.v1.PacketMetadata;
import p4.v1.PacketOut;

/** Functions that change hands by a packet, and what the controller learns by probes. */
abstract class HandoverBehaviour extends OnASwitch {

    private static final ServiceKey HTTP = new ServiceKey(Ipv4.parse(SERVICE_IP), ServiceKey.TCP, 80);
    private static final Affinity LONG = Affinity.perFlow(65535);
    private static final int SLOT = 7;

    private static Service pinned(int node, int epoch, Affinity affinity) {
        return new Service(HTTP, new Steering.Pinned(SLOT, node, epoch, affinity));
    }

    private static byte[] tcp(int srcPort, int flags) {
        return Frames.tcp(CLIENT, SWITCH_MAC, SERVICE_IP, srcPort, 80, flags, "");
    }

    /** From node 1, which gives the function to a node. */
    private static byte[] handover(int slot, int newOwner, int epoch, int token) {
        return Frames.inband(
                node(1), SWITCH_MAC, REPORT_IP, new Handover(new Head(0, 1, 1, 1, token), slot, newOwner, epoch));
    }

    private static final byte[] GOOD = handover(SLOT, 2, 6, token(1));

    private void armed(int epoch) {
        bench.controller.insert(new ArmedHandover(SLOT, epoch, 1, token(1), 2));
    }

    private void accepted(byte[] packet) throws InterruptedException {
        assertTrue(bench.exchange(1, packet).isEmpty());
        assertEquals(
                new PuntedPacket(1, Cause.HANDOVER_ACCEPTED, ByteString.copyFrom(packet)),
                bench.controller.nextPunted());
    }

    @Test
    void theNextRequestFollowsAHandover() throws Exception {
        bench.controller.insert(pinned(1, 5, Affinity.none()));
        armed(6);
        assertEquals(1, bench.steered(tcp(1000, Frames.SYN)));
        accepted(GOOD);
        assertEquals(
                Map.of(Cause.SERVICE_STEERED, 1L, Cause.HANDED_OVER, 1L),
                bench.counted(() -> assertEquals(2, bench.steered(tcp(1001, Frames.SYN)))));
        assertEquals(1, bench.count(Cause.HANDOVER_ACCEPTED));
    }

    @Test
    void theServiceEntryRulesAgainFromTheHandoversEpochOn() throws Exception {
        bench.controller.insert(pinned(1, 5, Affinity.none()));
        armed(6);
        accepted(GOOD);
        bench.controller.modify(pinned(3, 6, Affinity.none()));
        assertEquals(3, bench.steered(tcp(1000, Frames.SYN)));
        bench.controller.modify(pinned(1, 1000, Affinity.none()));
        assertEquals(1, bench.steered(tcp(1000, Frames.SYN)));
    }

    @Test
    void livingFlowsStayWhereTheyAre() throws Exception {
        bench.controller.insert(pinned(1, 5, LONG));
        armed(6);
        assertEquals(1, bench.steered(tcp(1000, Frames.SYN)));
        accepted(GOOD);
        assertEquals(1, bench.steered(tcp(1000, Frames.ACK)));
        assertEquals(2, bench.steered(tcp(1001, Frames.SYN)));
        assertEquals(2, bench.steered(tcp(1001, Frames.ACK)));
    }

    @Test
    void slackSteeringFollowsTheHandoverToo() throws Exception {
        bench.group(Bench.GROUP, new int[] {1}, new int[] {3});
        bench.controller.insert(new Service(
                HTTP, new Steering.BySlack(SLOT, Bench.GROUP, 5, Affinity.none(), 65535, SlackRules.standard())));
        bench.hasSlack(3, 500);
        armed(6);
        assertEquals(3, bench.steered(tcp(1000, Frames.SYN)));
        accepted(GOOD);
        assertEquals(2, bench.steered(tcp(1000, Frames.SYN)));
    }

    @Test
    void epochsComeRound() throws Exception {
        bench.controller.insert(pinned(1, 65535, Affinity.none()));
        armed(0);
        accepted(handover(SLOT, 2, 0, token(1)));
        assertEquals(2, bench.steered(tcp(1000, Frames.SYN)));
    }

    @Test
    void whatIsNotArmedIsForged() throws Exception {
        bench.controller.insert(pinned(1, 5, Affinity.none()));
        bench.dropped(1, GOOD, Cause.HANDOVER_FORGED);
        armed(6);
        bench.dropped(2, GOOD, Cause.HANDOVER_FORGED);
        bench.dropped(1, handover(SLOT + 1, 2, 6, token(1)), Cause.HANDOVER_FORGED);
        bench.dropped(1, handover(SLOT, 3, 6, token(1)), Cause.HANDOVER_FORGED);
        bench.dropped(1, handover(SLOT, 2, 7, token(1)), Cause.HANDOVER_FORGED);
        bench.dropped(1, handover(SLOT, 2, 6, token(2)), Cause.HANDOVER_FORGED);
        assertEquals(1, bench.steered(tcp(1000, Frames.SYN)));
        assertEquals(0, bench.controller.puntedWaiting());
        accepted(GOOD);
        bench.controller.delete(new ArmedHandover(SLOT, 6, 1, token(1), 2));
        bench.dropped(1, GOOD, Cause.HANDOVER_FORGED);
    }

    @Test
    void aRepeatedHandoverIsCountedAndToldOnce() throws Exception {
        bench.controller.insert(pinned(1, 5, Affinity.none()));
        armed(6);
        accepted(GOOD);
        bench.dropped(1, GOOD, Cause.HANDOVER_REPLAYED);
        bench.dropped(1, GOOD, Cause.HANDOVER_REPLAYED);
        assertEquals(2, bench.steered(tcp(1000, Frames.SYN)));
        assertEquals(0, bench.controller.puntedWaiting());
    }

    @Test
    void aHandoverOfNoFunctionIsMalformed() throws Exception {
        byte[] bad = GOOD.clone();
        bad[14 + 20 + 8 + 16] = 4;
        bench.dropped(1, bad, Cause.MALFORMED);
    }

    // ---- probes

    private Probe probe(int node, int slot) throws InterruptedException {
        bench.controller.packetOut(bench.pipeline.probe(node, slot));
        PuntedPacket answer = bench.controller.nextPunted();
        assertEquals(Limits.CPU_PORT, answer.ingressPort());
        return bench.pipeline.decodeProbe(answer);
    }

    @Test
    void aProbeTellsWhatTheSwitchKnows() throws Exception {
        bench.group(Bench.GROUP, new int[] {1}, new int[] {1});
        bench.controller.insert(new Service(
                HTTP,
                new Steering.BySlack(
                        SLOT,
                        Bench.GROUP,
                        5,
                        Affinity.none(),
                        65535,
                        SlackRules.standard().withCost(30))));
        armed(6);
        bench.hasSlack(1, 300, 0xF0);
        assertEquals(1, bench.steered(tcp(1000, Frames.SYN)));
        accepted(GOOD);
        Probe known = probe(1, SLOT);
        assertEquals(
                new Probe(known.head(), SLOT, 2, 6, 1, known.nowTick(), known.slackTick(), 301, 0xF0, 1, 30, 7), known);
        assertTrue(known.nowTick() - known.slackTick() >= 0);
        assertEquals(1, known.head().nodeIndex());

        Probe unknown = probe(3, SLOT + 1);
        assertEquals(new Probe(unknown.head(), SLOT + 1, 0, 0, 0, unknown.nowTick(), 0, 0, 0, 0, 0, 0), unknown);
        assertEquals(2, bench.count(Cause.PROBE_ANSWERED));
    }

    @Test
    void onlyAControllerCanProbe() throws Exception {
        bench.dropped(1, Frames.inband(node(1), SWITCH_MAC, REPORT_IP, Probe.question(1, SLOT)), Cause.MALFORMED);
        assertEquals(0, bench.count(Cause.PROBE_ANSWERED));
    }

    @Test
    void theControllerCannotSendOtherThingsToItself() throws Exception {
        PacketOut probe = bench.pipeline.probe(1, SLOT);
        PacketMetadata toItself = probe.getMetadata(0);
        byte[] noProbe = probe.getPayload().toByteArray();
        noProbe[2] = 0x11;
        bench.controller.packetOut(PacketOut.newBuilder()
                .addMetadata(toItself)
                .setPayload(ByteString.copyFrom(noProbe))
                .build());
        assertEquals(1, probe(1, SLOT).head().nodeIndex(), "the probe behind it is the first to come back");
        assertEquals(1, bench.count(Cause.MALFORMED));
    }
}
