package io.slackline.controller.device;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.pipeline.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One switch that takes everything at once, or holds or fails flips as the test wants. */
public final class FakeDevices implements DeviceManager {
    /** In the order in which they came. */
    public final List<ServiceSteering> flips = new ArrayList<>();

    public Traffic traffic = Traffic.NONE;

    /** Whom the registers name as owners. */
    public final List<AcceptedHandover> owners = new ArrayList<>();

    /** What the registers hold. */
    public final List<NodeProbe> probes = new ArrayList<>();

    private final List<CompletableFuture<FlipResult>> held = new ArrayList<>();
    private DesiredState desired = DesiredState.empty(0);
    private Answer answer = Answer.ACKNOWLEDGE;
    private Optional<DeviceListener> listener = Optional.empty();

    /** What happens to a flip. */
    public enum Answer {
        ACKNOWLEDGE,
        /** Until {@link #acknowledgeHeld}. */
        HOLD,
        UNAVAILABLE
    }

    public void answer(Answer next) {
        answer = next;
    }

    public void acknowledgeHeld() {
        held.forEach(flip -> flip.complete(new FlipResult(List.of("s1"), List.of(), 500)));
        held.clear();
    }

    public DesiredState desired() {
        return desired;
    }

    /** A report that no binding covers arrives at the one switch. */
    public void punt(PuntedReport report) {
        listener.orElseThrow().onUnknownReporter("s1", report);
    }

    @Override
    public int lastNode() {
        return Limits.LAST_NODE;
    }

    @Override
    public void start(DeviceListener told) {
        listener = Optional.of(told);
    }

    @Override
    public void setDesired(DesiredState wanted) {
        desired = wanted;
    }

    @Override
    public CompletableFuture<FlipResult> flip(ServiceSteering steering) {
        flips.add(steering);
        desired = desired.with(steering);
        return switch (answer) {
            case ACKNOWLEDGE -> CompletableFuture.completedFuture(new FlipResult(List.of("s1"), List.of(), 500));
            case HOLD -> {
                var flip = new CompletableFuture<FlipResult>();
                held.add(flip);
                yield flip;
            }
            case UNAVAILABLE ->
                CompletableFuture.failedFuture(new SlacklineException(Code.UNAVAILABLE, "no switch is READY"));
        };
    }

    @Override
    public List<SwitchView> switches() {
        return List.of();
    }

    @Override
    public CompletableFuture<List<NodeProbe>> probe(Set<Integer> nodes) {
        return CompletableFuture.completedFuture(probes.stream()
                .filter(probe -> nodes.contains(probe.nodeIndex()))
                .toList());
    }

    @Override
    public CompletableFuture<List<AcceptedHandover>> handovers(int slot) {
        return CompletableFuture.completedFuture(
                owners.stream().filter(owner -> owner.slot() == slot).toList());
    }

    @Override
    public List<NodeProbe> probes() {
        return probes;
    }

    @Override
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public void close() {}
}
