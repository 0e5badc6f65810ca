package io.slackline.controller.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.InsecureChannelCredentials;
import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.device.ServiceSteering.Affinity;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.device.SwitchView.State;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.Table;
import io.slackline.pipeline.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
        final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
        final P4RuntimeDevices devices;

        Controller(DesiredState desired) {
            devices = new P4RuntimeDevices(
                    List.of(new SwitchConfig(
                            "s1", fake.address(), 1, List.of(1, 2, 3), 255, Target.BMV2, Optional.empty())),
                    _ -> PIPELINE,
                    InsecureChannelCredentials.create(),
                    InstantSource.system(),
                    desired);
            devices.start(this);
        }

        SwitchView ready() throws InterruptedException {
            return readied.take();
        }

        @Override
        public void onUnknownReporter(String switchName, PuntedReport report) {}

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
