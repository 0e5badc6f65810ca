package io.slackline.controller.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.slackline.common.config.ConfigLoader;
import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.SwitchNetworkConfig;
import io.slackline.controller.device.ServiceSteering.Affinity;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.device.SwitchView.State;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.SlackRules;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.Table;
import io.slackline.pipeline.Target;
import io.slackline.pipeline.inband.Handover;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p4.v1.PacketIn;
import p4.v1.PacketMetadata;
import p4.v1.PacketOut;
import p4.v1.Update;

@Timeout(60)
class P4RuntimeDevicesTest {
    private static final SlacklinePipeline PIPELINE = SlacklinePipeline.bmv2();
    private static final int REPORTS = Ipv4.parse("10.99.0.1");
    private static final ServiceKey SERVICE = new ServiceKey(Ipv4.parse("10.99.1.1"), 6, 80);

    private FakeSwitch fake;

    @BeforeEach
    void startSwitch() throws IOException {
        fake = new FakeSwitch();
    }

    @AfterEach
    void stopSwitch() {
        fake.close();
    }

    @Test
    void writesEverythingToAnEmptySwitch() throws Exception {
        try (Controller controller = new Controller(pinnedTo(1))) {
            SwitchView view = controller.ready();

            assertEquals(1, fake.pushes());
            assertEquals(1, view.entries().get("service"));
            assertEquals(2, view.entries().get("node"));
            assertEquals(fake.written().size(), view.reconciledWrites());
        }
    }

    @Test
    void writesNothingThatIsRightAlready() throws Exception {
        try (Controller first = new Controller(bySlack(1))) {
            first.ready();
        }
        int before = fake.written().size();

        try (Controller second = new Controller(bySlack(1))) {
            assertEquals(0, second.ready().reconciledWrites());
        }
        assertEquals(before, fake.written().size());
        assertEquals(1, fake.pushes());
    }

    @Test
    void aFlipIsOneModifyAfterTheGroupItNames() throws Exception {
        try (Controller controller = new Controller(bySlack(1))) {
            controller.ready();
            int before = fake.written().size();

            FlipResult result = controller.devices.flip(slackSteering(2)).get(10, TimeUnit.SECONDS);

            List<Update> updates = fake.written().subList(before, fake.written().size());
            assertEquals(List.of("s1"), result.acknowledged());
            assertEquals(2 * Candidates.SLOTS + 1, updates.size());
            Update last = updates.getLast();
            assertEquals(Update.Type.MODIFY, last.getType());
            assertEquals(Table.SERVICE, tableOf(last));
            assertTrue(
                    updates.subList(0, updates.size() - 1).stream().allMatch(u -> u.getType() == Update.Type.INSERT));
        }
    }

    @Test
    void anOffloadGroupIsThereBeforeTheServiceNamesItAndGoesAfterIt() throws Exception {
        try (Controller controller = new Controller(bySlack(1))) {
            controller.ready();
            int before = fake.written().size();
            controller.devices.flip(offloading(2)).get(10, TimeUnit.SECONDS);

            List<Update> updates = fake.written().subList(before, fake.written().size());
            assertEquals(3 * Candidates.SLOTS + 1, updates.size());
            assertEquals(Candidates.SLOTS, offloadUpdates(Update.Type.INSERT));
            assertEquals(Table.SERVICE, tableOf(updates.getLast()));
            assertEquals(Update.Type.MODIFY, updates.getLast().getType());

            controller.devices.flip(slackSteering(3)).get(10, TimeUnit.SECONDS);
            assertEquals(0, offloadUpdates(Update.Type.DELETE), "packets may still need it");
            controller.now.updateAndGet(now -> now.plusSeconds(5));
            fake.awaitWritten(() -> offloadUpdates(Update.Type.DELETE) == Candidates.SLOTS);
        }
    }

    @Test
    void adoptsAnOffloadGroupThatIsRightAlready() throws Exception {
        try (Controller first = new Controller(base(offloading(1)))) {
            first.ready();
        }
        try (Controller second = new Controller(base(offloading(1)))) {
            assertEquals(0, second.ready().reconciledWrites());
        }
    }

    @Test
    void aGroupThatFailsHalfWayIsNeverNamedByAService() throws Exception {
        try (Controller controller = new Controller(bySlack(1))) {
            controller.ready();
            fake.refuse(update -> tableOf(update) == Table.CANDIDATE_OFFLOAD && offloadIndex(update) >= 32);

            assertThrows(
                    ExecutionException.class,
                    () -> controller.devices.flip(offloading(2)).get());
            assertEquals(0, serviceModifies());
            fake.refuse(_ -> false);
            controller.ready();
            assertEquals(1, serviceModifies());
            assertEquals(Candidates.SLOTS, offloadUpdates(Update.Type.INSERT), "what was there already is kept");
        }
    }

    @Test
    void reachesNodesBehindTunnelsAndRoutes() throws Exception {
        var network = ConfigLoader.parse("""
                addresses: [10.0.9.254]
                reportAddress: 10.0.9.253
                routes: [{to: 10.0.2.0/24, port: 3, nextHop: "02:00:00:00:00:33"}]
                tunnelEnds: [{address: 192.0.2.1, vni: 7}]
                remoteNodes:
                  - {node: c1, port: 2, nextHop: "02:00:00:00:00:22", source: 192.0.2.1, destination: 198.51.100.7, vni: 9}
                  - {node: never-joined, port: 2, nextHop: "02:00:00:00:00:22", source: 192.0.2.1, destination: 198.51.100.8}
                """, "test", SwitchNetworkConfig.class);
        DesiredState state = new DesiredState(
                Set.of(REPORTS),
                Map.of(
                        "c1",
                        new DesiredState.Host(2, 0x0200000000c1L),
                        "n1",
                        new DesiredState.Host(1, 0x020000000001L)),
                Set.of(
                        new NodeBinding("s1", 1, 1, 0x11111111, 0x020000000001L),
                        new NodeBinding("s1", 2, 2, 0x22222222, 0x020000000022L)),
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of());
        try (Controller controller = new Controller(state, Optional.of(network))) {
            controller.ready();

            var mac = MacAddress.parse("02:53:4c:00:00:01");
            var entries = fake.tableEntries().stream().map(PIPELINE::decode).toList();
            assertTrue(entries.containsAll(List.of(
                    new PipelineEntry.Router(mac),
                    new PipelineEntry.LocalAddress(Ipv4.parse("10.0.9.254"), mac),
                    new PipelineEntry.LocalAddress(Ipv4.parse("10.0.9.253"), mac),
                    new PipelineEntry.LocalAddress(Ipv4.parse("192.0.2.1"), mac),
                    new PipelineEntry.TunnelEnd(Ipv4.parse("192.0.2.1"), 7),
                    new PipelineEntry.Route(Ipv4.parse("10.0.2.0"), 24, 3, MacAddress.parse("02:00:00:00:00:33"), mac),
                    new PipelineEntry.Node(1, 1, new MacAddress(0x020000000001L)),
                    new PipelineEntry.RemoteNode(
                            2,
                            2,
                            new MacAddress(0x0200000000c1L),
                            MacAddress.parse("02:00:00:00:00:22"),
                            mac,
                            Ipv4.parse("192.0.2.1"),
                            Ipv4.parse("198.51.100.7"),
                            9),
                    new PipelineEntry.ReportSource(2, 2, 0x22222222))));
            assertEquals(
                    2, entries.stream().filter(e -> e.table() == Table.NODE).count());
        }
        try (Controller controller = new Controller(state)) {
            controller.ready();
            var entries = fake.tableEntries().stream().map(PIPELINE::decode).toList();
            assertTrue(entries.contains(new PipelineEntry.Node(2, 2, new MacAddress(0x020000000022L))));
            assertTrue(entries.stream().noneMatch(e -> e.table() == Table.IPV4_ROUTE || e.table() == Table.TUNNEL_END));
        }
    }

    @Test
    void readsTheRegistersByProbe() throws Exception {
        try (Controller controller = new Controller(pinnedTo(1))) {
            controller.ready();
            assertEquals(List.of(), controller.devices.probe(Set.of(1)).get(), "no answer, no waiting for ever");
            var polledOther = new CountDownLatch(1);
            fake.answer(packet -> {
                if (question(packet).head().nodeIndex() == 2) {
                    polledOther.countDown();
                }
                return Optional.of(answered(packet, 1000 + 7, 1000, 481));
            });

            var probe = controller.devices.probe(Set.of(1)).get().getFirst();
            assertEquals("s1", probe.switchName());
            assertEquals(1, probe.nodeIndex());
            assertTrue(probe.fit());
            assertEquals(480, probe.slackMillicores());
            assertEquals(Duration.ofNanos(7 * 1_024_000), probe.age());
            assertTrue(polledOther.await(10, TimeUnit.SECONDS), "all nodes are asked now and then, without a caller");
            assertEquals(1, controller.devices.probe(Set.of(2)).get().size(), "the poller's answer, or one after it");
            assertEquals(2, controller.devices.probes().size());
            assertEquals(List.of(), controller.devices.probe(Set.of(99)).get(), "which no binding leads to");
        }
    }

    @Test
    void armsAHandoverTellsOfItAndDisarms() throws Exception {
        var armed = new DesiredState(
                Set.of(REPORTS),
                Map.of(),
                Set.of(),
                Map.of(),
                Set.of(),
                Set.of(
                        new ArmedHandover("s1", 7, 3, 1, 0x11111111, 2),
                        new ArmedHandover("another switch", 7, 3, 4, 0x11111111, 2)),
                Set.of());
        try (Controller controller = new Controller(armed)) {
            controller.ready();
            assertEquals(
                    List.of(new PipelineEntry.ArmedHandover(7, 3, 1, 0x11111111, 2)),
                    fake.tableEntries().stream()
                            .map(PIPELINE::decode)
                            .filter(entry -> entry.table() == Table.ARMED_HANDOVER)
                            .toList());
            var packet = new Handover(new Head(0, 1, 1, 9, 0x11111111), 7, 2, 3);
            var frame = ByteBuffer.allocate(42 + packet.length());
            packet.encode(frame.position(42));
            fake.punt(PacketIn.newBuilder()
                    .setPayload(ByteString.copyFrom(frame.flip()))
                    .addMetadata(metadata("ingress_port", 1))
                    .addMetadata(metadata("cause", Cause.HANDOVER_ACCEPTED.number()))
                    .build());
            assertEquals(new AcceptedHandover(7, 3, 2), controller.handovers.take());

            fake.answer(question -> Optional.of(answered(question, 10, 5, 100)));
            assertEquals(
                    List.of(new AcceptedHandover(7, 0, 0)),
                    controller.devices.handovers(7).get());
            controller.devices.setDesired(DesiredState.empty(REPORTS));
            fake.awaitWritten(() -> fake.tableEntries().stream()
                    .noneMatch(entry -> PIPELINE.table(entry).orElseThrow() == Table.ARMED_HANDOVER));
        }
    }

    @Test
    void theAgeOfAReportSurvivesTheEndOfTheClock() {
        var probe = new NodeProbe(
                "s1", new Probe(new Head(0, 1, 1, 0, 0), 0, 0, 0, 1, 2, -3, 1, 0, 0, 0, 0), Instant.EPOCH);
        assertEquals(Duration.ofNanos(5 * 1_024_000), probe.age());
        assertEquals(0, probe.slackMillicores());
        assertTrue(probe.fit(), "a living node without slack");
    }

    /** The answer to a question, with these cells. */
    private static Probe question(PacketOut packet) {
        return (Probe) InbandPacket.decode(packet.getPayload().asReadOnlyByteBuffer());
    }

    private static PacketIn answered(PacketOut packet, int nowTick, int slackTick, int score) {
        var question = question(packet);
        var answer =
                new Probe(question.head(), question.functionSlot(), 0, 0, 1, nowTick, slackTick, score, 0, 9, 0, 0);
        var bytes = ByteBuffer.allocate(answer.length());
        answer.encode(bytes);
        return PacketIn.newBuilder()
                .setPayload(ByteString.copyFrom(bytes.flip()))
                .addMetadata(metadata("ingress_port", 255))
                .addMetadata(metadata("cause", Cause.PROBE_ANSWERED.number()))
                .build();
    }

    private static PacketMetadata metadata(String field, int value) {
        int id = PIPELINE.p4Info().getControllerPacketMetadataList().stream()
                .filter(header -> header.getPreamble().getName().equals("packet_in"))
                .flatMap(header -> header.getMetadataList().stream())
                .filter(held -> held.getName().equals(field))
                .findFirst()
                .orElseThrow()
                .getId();
        return PacketMetadata.newBuilder()
                .setMetadataId(id)
                .setValue(ByteString.copyFrom(new byte[] {(byte) value}))
                .build();
    }

    private int serviceModifies() {
        return (int) fake.written().stream()
                .filter(u -> u.getType() == Update.Type.MODIFY && tableOf(u) == Table.SERVICE)
                .count();
    }

    private int offloadUpdates(Update.Type type) {
        return (int) fake.written().stream()
                .filter(u -> u.getType() == type && tableOf(u) == Table.CANDIDATE_OFFLOAD)
                .count();
    }

    private static int offloadIndex(Update update) {
        return PIPELINE.decode(update.getEntity().getTableEntry()) instanceof PipelineEntry.Candidate candidate
                ? candidate.index()
                : 0;
    }

    @Test
    void theOldGroupStaysWhilePacketsMayStillNeedIt() throws Exception {
        try (Controller controller = new Controller(bySlack(1))) {
            controller.ready();
            controller.devices.flip(slackSteering(2)).get(10, TimeUnit.SECONDS);

            assertFalse(fake.written().stream().anyMatch(u -> u.getType() == Update.Type.DELETE));
        }
    }

    @Test
    void catchesUpASwitchThatComesBackEmpty() throws Exception {
        try (Controller controller = new Controller(pinnedTo(1))) {
            controller.ready();
            int entries = fake.entries();
            fake.crash();
            controller.lost.take();
            fake.forgetEverything();
            fake.comeBack();

            controller.ready();
            assertEquals(entries, fake.entries());
            assertEquals(2, fake.pushes());
        }
    }

    @Test
    void namesTheEntryThatASwitchRefuses() throws Exception {
        try (Controller controller = new Controller(pinnedTo(1))) {
            controller.ready();
            fake.refuse(update -> tableOf(update) == Table.SERVICE);

            ExecutionException failure = assertThrows(
                    ExecutionException.class,
                    () -> controller.devices.flip(pinned(2)).get());

            String message = failure.getCause().getMessage();
            assertTrue(
                    message.contains("s1") && message.contains("steer_pinned") && message.contains("table is full"),
                    message);
            fake.refuse(_ -> false);
            controller.ready();
            assertEquals(2, pinnedNode());
        }
    }

    @Test
    void withoutAReadySwitchNothingFlips() {
        fake.close();
        try (Controller controller = new Controller(pinnedTo(1))) {
            ExecutionException failure = assertThrows(
                    ExecutionException.class,
                    () -> controller.devices.flip(pinned(2)).get());

            assertTrue(failure.getCause().getMessage().contains("no switch is READY (s1)"));
        }
    }

    @Test
    void theNewestControllerWinsAndTheOldOneStopsWriting() throws Exception {
        try (Controller old = new Controller(pinnedTo(1))) {
            old.ready();
            try (Controller successor = new Controller(pinnedTo(2))) {
                successor.ready();
                old.lost.take();

                assertEquals(State.BACKUP, old.devices.switches().getFirst().state());
                assertThrows(
                        ExecutionException.class,
                        () -> old.devices.flip(pinned(1)).get());
                assertEquals(2, pinnedNode());
            }
        }
    }

    private static Table tableOf(Update update) {
        return PIPELINE.table(update.getEntity().getTableEntry()).orElse(Table.L2);
    }

    private int pinnedNode() {
        Update last = fake.written().stream()
                .filter(u -> u.getEntity().hasTableEntry() && tableOf(u) == Table.SERVICE)
                .reduce((_, newer) -> newer)
                .orElseThrow();
        PipelineEntry.Service service =
                (PipelineEntry.Service) PIPELINE.decode(last.getEntity().getTableEntry());
        return ((io.slackline.pipeline.Steering.Pinned) service.steering()).node();
    }

    private static DesiredState pinnedTo(int node) {
        return base(pinned(node));
    }

    private static DesiredState bySlack(int epoch) {
        return base(slackSteering(epoch));
    }

    private static DesiredState base(ServiceSteering steering) {
        return new DesiredState(
                        Set.of(REPORTS),
                        Set.of(
                                new NodeBinding("s1", 1, 1, 0x11111111, 0x020000000001L),
                                new NodeBinding("s1", 2, 2, 0x22222222, 0x020000000002L)),
                        Map.of(),
                        Set.of(new DesiredState.Counted(7, 1), new DesiredState.Counted(7, 2)))
                .with(steering);
    }

    private static ServiceSteering pinned(int node) {
        return new ServiceSteering(SERVICE, 7, node, Affinity.FLOW, Duration.ofMinutes(5), new Pick.Pinned(node));
    }

    private static ServiceSteering offloading(int epoch) {
        var plain = slackSteering(epoch);
        var pick = (Pick.BySlack) plain.pick();
        return new ServiceSteering(
                SERVICE,
                7,
                epoch,
                Affinity.FLOW,
                Duration.ofMinutes(5),
                new Pick.BySlack(
                        pick.candidates(),
                        pick.staleness(),
                        SlackRules.standard().withMinSlack(100, 12),
                        Collections.nCopies(Candidates.SLOTS, 3)));
    }

    private static ServiceSteering slackSteering(int epoch) {
        List<Integer> first =
                IntStream.range(0, Candidates.SLOTS).mapToObj(i -> 1 + i % 2).toList();
        List<Integer> second =
                IntStream.range(0, Candidates.SLOTS).mapToObj(i -> 2 - i % 2).toList();
        return new ServiceSteering(
                SERVICE,
                7,
                epoch,
                Affinity.FLOW,
                Duration.ofMinutes(5),
                new Pick.BySlack(new Candidates(first, second), Duration.ofMillis(30)));
    }

    /** The devices of one controller, and what they told it. */
    private final class Controller implements DeviceListener, AutoCloseable {
        final BlockingQueue<SwitchView> readied = new LinkedBlockingQueue<>();
        final BlockingQueue<AcceptedHandover> handovers = new LinkedBlockingQueue<>();
        final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
        final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        final P4RuntimeDevices devices;

        Controller(DesiredState desired) {
            this(desired, Optional.empty());
        }

        Controller(DesiredState desired, Optional<SwitchNetworkConfig> network) {
            devices = new P4RuntimeDevices(
                    List.of(new SwitchConfig(
                            "s1",
                            fake.address(),
                            1,
                            List.of(1, 2, 3),
                            255,
                            Target.BMV2,
                            Optional.empty(),
                            network,
                            Optional.empty())),
                    _ -> PIPELINE,
                    now::get,
                    desired);
            devices.start(this);
        }

        SwitchView ready() throws InterruptedException {
            return readied.take();
        }

        @Override
        public void onUnknownReporter(String switchName, PuntedReport report) {}

        @Override
        public void onHandover(String switchName, AcceptedHandover handover) {
            handovers.add(handover);
        }

        @Override
        public void onReady(SwitchView view) {
            readied.add(view);
        }

        @Override
        public void onLost(String switchName, String reason) {
            lost.add(reason);
        }

        @Override
        public void close() {
            devices.close();
        }
    }
}
