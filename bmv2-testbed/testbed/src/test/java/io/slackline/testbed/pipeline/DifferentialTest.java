package io.slackline.testbed.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.PipelineEntry.ArmedHandover;
import io.slackline.pipeline.PipelineEntry.LocalAddress;
import io.slackline.pipeline.PipelineEntry.RemoteNode;
import io.slackline.pipeline.PipelineEntry.Route;
import io.slackline.pipeline.PipelineEntry.Router;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.PipelineEntry.Station;
import io.slackline.pipeline.PipelineEntry.TunnelEnd;
import io.slackline.pipeline.PuntedPacket;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.SlackRules;
import io.slackline.pipeline.SlackRules.Board;
import io.slackline.pipeline.Steering;
import io.slackline.pipeline.inband.Probe;
import io.slackline.testbed.pipeline.SwitchUnderTest.Sent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The embedded switch and real bmv2 do the same with the same packets, broken ones included. */
@Tag("bmv2")
@EnabledIf(
        value = "io.slackline.testbed.pipeline.Bmv2PipelineTest#installed",
        disabledReason = "[bmv2] simple_switch_grpc is neither on the PATH nor named by the environment variable BMV2")
class DifferentialTest {

    /** A long run is started with -Dslackline.differential.packets=N. */
    private static final int ALL_FRAMES = Integer.getInteger("slackline.differential.packets", 6_000);

    private static final int LEAST_ROUNDS = 4;
    private static final int MOST_FRAMES_IN_A_ROUND = 25_000;

    /** Frames that are sent one after another before their results are compared: fewer than bmv2's queues hold. */
    private static final int FRAMES_AT_ONCE = 10;

    private static final long SEED = 2_026;
    private static final int OFFLOAD = 9;

    /** Each round has switches of its own, and ends long before what bmv2's clock makes stale would matter. */
    @Test
    void bothSwitchesDoTheSameWithThousandsOfFrames() throws Exception {
        Set<Cause> unseen = EnumSet.allOf(Cause.class);
        int rounds = Math.max(LEAST_ROUNDS, Math.ceilDiv(ALL_FRAMES, MOST_FRAMES_IN_A_ROUND));
        for (int round = 0; round < rounds; round++) {
            unseen.removeAll(seen(SEED + round, Math.ceilDiv(ALL_FRAMES, rounds)));
        }
        assertEquals(
                // Nothing else is sent for a controller, no meter is set, and every hash slot has its candidates.
                EnumSet.of(Cause.PACKET_OUT, Cause.PUNT_METERED, Cause.NO_NODE, Cause.AFFINITY_FULL),
                unseen,
                "the frames reach everything else");
    }

    private static Set<Cause> seen(long seed, int frameCount) throws Exception {
        try (Bench embedded = prepared(new EmbeddedSwitch());
                Bench bmv2 = prepared(new Bmv2Switch(Bmv2Switch.find().orElseThrow()))) {
            RandomFrames frames = new RandomFrames(seed);
            for (int first = 0; first < frameCount; first += FRAMES_AT_ONCE) {
                List<Sent> some =
                        Stream.generate(frames::next).limit(FRAMES_AT_ONCE).toList();
                assertEquals(
                        exchange(bmv2, some),
                        exchange(embedded, some),
                        "frames from " + first + " of seed " + seed + ": " + text(some));
            }
            assertEquals(told(bmv2), told(embedded), "what the controllers heard");
            Map<Cause, Long> causes = bmv2.controller.causes();
            assertEquals(causes, embedded.controller.causes());
            causes.values().removeIf(count -> count == 0);
            return causes.keySet();
        }
    }

    /** All packets that were given to the controller; then the registers as probes show them, without what a clock says. */
    private static List<String> told(Bench bench) throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (int node = 1; node <= 4; node++) {
            for (int slot : new int[] {0, 1, 2, RandomFrames.HANDED_OVER_SLOT}) {
                bench.controller.packetOut(bench.pipeline.probe(node, slot));
                PuntedPacket packet = bench.controller.nextPunted();
                while (packet.cause() != Cause.PROBE_ANSWERED) {
                    told.add(packet.ingressPort() + " " + packet.cause() + " "
                            + HexFormat.of().formatHex(packet.payload().toByteArray()));
                    packet = bench.controller.nextPunted();
                }
                Probe answer = bench.pipeline.decodeProbe(packet);
                told.add(new Probe(
                                answer.head(),
                                slot,
                                answer.ownerNode(),
                                answer.ownerEpoch(),
                                answer.bootEpoch(),
                                0,
                                0,
                                answer.slackScore(),
                                answer.warmFunctions(),
                                answer.lastSequence(),
                                answer.reservedMillicores(),
                                answer.threshold())
                        .toString());
            }
        }
        return told;
    }

    static Bench prepared(SwitchUnderTest target) throws InterruptedException {
        Bench bench = new Bench(target);
        int[] first = {1, 2, 3, 1};
        int[] second = {2, 3, 1, 3};
        bench.group(Bench.GROUP, first, second);
        bench.group(Bench.GROUP + 1, new int[] {1}, new int[] {2});
        int service = Ipv4.parse(Bench.SERVICE_IP);
        Affinity affinity = Affinity.perFlow(65535);
        bench.controller.insert(
                new Service(
                        new ServiceKey(service, ServiceKey.TCP, 80),
                        new Steering.BySlack(0, Bench.GROUP, 1, affinity, 65535)),
                new Service(
                        new ServiceKey(service, ServiceKey.UDP, 54),
                        new Steering.BySlack(
                                2,
                                Bench.GROUP + 1,
                                1,
                                Affinity.none(),
                                65535,
                                new SlackRules(600, OFFLOAD, 30, 128, Board.ON))),
                new Service(
                        new ServiceKey(service, ServiceKey.UDP, 55),
                        new Steering.Pinned(
                                RandomFrames.HANDED_OVER_SLOT, 3, RandomFrames.HANDOVER_EPOCH - 1, Affinity.none())),
                new ArmedHandover(RandomFrames.HANDED_OVER_SLOT, RandomFrames.HANDOVER_EPOCH, 1, Bench.token(1), 2),
                new LocalAddress(Ipv4.parse(RandomFrames.FAR_END), Bench.SWITCH_MAC),
                new TunnelEnd(Ipv4.parse(RandomFrames.FAR_END), RandomFrames.VNI),
                new Route(Ipv4.parse("198.51.100.0"), 24, 2, Bench.CLIENT.mac(), Bench.SWITCH_MAC),
                new Service(
                        new ServiceKey(service, ServiceKey.UDP, 53), new Steering.ByShare(1, Bench.GROUP, 1, affinity)),
                new Router(Bench.SWITCH_MAC));
        bench.offloadGroup(OFFLOAD, 3);
        // Node 2 is reached through a tunnel.
        bench.controller.modify(new RemoteNode(
                2,
                2,
                Bench.node(2).mac(),
                Bench.SWITCH_MAC,
                Bench.SWITCH_MAC,
                Ipv4.parse("192.0.2.1"),
                Ipv4.parse("192.0.2.2"),
                5));
        for (int node = 1; node <= 3; node++) {
            bench.controller.insert(new Station(Bench.node(node).mac(), node));
        }
        return bench;
    }

    /** What leaves, port by port and in order. */
    private static List<String> exchange(Bench bench, List<Sent> frames) throws InterruptedException {
        return text(bench.exchange(frames).stream()
                .sorted(Comparator.comparingInt(Sent::port))
                .toList());
    }

    private static List<String> text(List<Sent> frames) {
        return frames.stream()
                .map(sent -> sent.port() + " " + HexFormat.of().formatHex(sent.packet()))
                .toList();
    }
}
