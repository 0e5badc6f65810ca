package io.slackline.controller.device;

import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.p4rt.SwitchTables;
import io.slackline.controller.time.Timekeeper;
import io.slackline.pipeline.PuntedPacket;
import io.slackline.pipeline.SlacklinePipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One switch in this process, always READY and written directly, by the writer that all switches have. It has no thread of its own: all that it does
 * happens on the timekeeper's, which must be one. For simulations, whose time is not the machine's.
 */
public final class LocalDevices implements DeviceManager {
    /** A little longer than the writer leaves what was given up. */
    private static final Duration SWEEP = Duration.ofMillis(2_100);

    private final int lastNode;
    private final SwitchWriter writer;
    private final SwitchStatus status;
    private final Timekeeper time;
    private final Duration writeTime;
    private final Supplier<Traffic> traffic;
    private DesiredState desired;
    private Optional<PuntedPackets> punted = Optional.empty();
    private boolean due;

    /**
     * Writes nothing before {@link #start}.
     *
     * @param writeTime from a wish until the switch has it
     * @param traffic as the switch has counted it
     */
    public LocalDevices(
            SwitchConfig config,
            SlacklinePipeline pipeline,
            SwitchTables tables,
            Timekeeper time,
            Duration writeTime,
            DesiredState desired,
            Supplier<Traffic> traffic) {
        this.time = time;
        this.writeTime = writeTime;
        this.desired = desired;
        this.traffic = traffic;
        lastNode = pipeline.lastNode();
        status = new SwitchStatus(config, pipeline);
        writer = new SwitchWriter(
                config, pipeline, tables, status, () -> Instant.EPOCH.plus(time.micros(), ChronoUnit.MICROS));
    }

    @Override
    public void start(DeviceListener listener) {
        punted = Optional.of(new PuntedPackets(status.view().name(), listener));
        writer.reconcile(desired);
        status.enter(SwitchView.State.READY, "");
        listener.onReady(status.view());
    }

    /** The switch has given a packet to the controller. */
    public void punted(PuntedPacket packet) {
        punted.ifPresent(packets -> packets.handle(packet));
    }

    @Override
    public void setDesired(DesiredState wanted) {
        if (!desired.equals(wanted)) {
            desired = wanted;
            if (!due) {
                due = true;
                time.after(writeTime, this::reconcile);
            }
        }
    }

    private void reconcile() {
        due = false;
        writer.reconcile(desired);
        sweepLater();
    }

    @Override
    public CompletableFuture<FlipResult> flip(ServiceSteering steering) {
        desired = desired.with(steering);
        var flipped = new CompletableFuture<FlipResult>();
        time.after(writeTime, () -> {
            writer.flip(steering, desired);
            sweepLater();
            flipped.complete(new FlipResult(List.of(status.view().name()), List.of(), writeTime.toNanos() / 1_000));
        });
        return flipped;
    }

    private void sweepLater() {
        time.after(SWEEP, () -> writer.sweepWhenDue(desired));
    }

    @Override
    public int lastNode() {
        return lastNode;
    }

    @Override
    public List<SwitchView> switches() {
        return List.of(status.view());
    }

    /** None: there is nobody to ask by packets. */
    @Override
    public CompletableFuture<List<NodeProbe>> probe(Set<Integer> nodes) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<List<AcceptedHandover>> handovers(int slot) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public List<NodeProbe> probes() {
        return List.of();
    }

    @Override
    public Traffic traffic() {
        return traffic.get();
    }

    @Override
    public void close() {}
}
