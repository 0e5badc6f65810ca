package io.slackline.controller.device;

import io.slackline.common.SlacklineException;
import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.SwitchTlsConfig;
import io.slackline.pipeline.Limits;
import io.slackline.pipeline.SlacklinePipeline;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** The switches over P4Runtime: one {@link SwitchSession} each, and one thread that polls their counters. */
public final class P4RuntimeDevices implements DeviceManager {
    private final Map<SwitchConfig, SlacklinePipeline> pipelines = new LinkedHashMap<>();
    private final InstantSource clock;
    private final AtomicReference<DesiredState> desired;
    private final Supplier<DesiredState> wanted;
    private final CounterPoller poller;
    private final ProbePoller probePoller;
    private volatile List<SwitchSession> sessions = List.of();

    /**
     * @param pipelines the program of each switch
     * @param desired what is wanted until the first {@link #setDesired}
     */
    public P4RuntimeDevices(
            List<SwitchConfig> configs,
            Function<SwitchConfig, SlacklinePipeline> pipelines,
            InstantSource clock,
            DesiredState desired) {
        // Programs and certificates that cannot be read are told of at once.
        configs.forEach(config -> this.pipelines.put(config, pipelines.apply(config)));
        configs.forEach(config -> SwitchTlsConfig.credentials(config.tls()));
        this.clock = clock;
        this.desired = new AtomicReference<>(desired);
        this.wanted = this.desired::get;
        this.poller = new CounterPoller(wanted);
        this.probePoller = new ProbePoller(wanted);
    }

    @Override
    public void start(DeviceListener listener) {
        sessions = pipelines.entrySet().stream()
                .map(each -> new SwitchSession(
                        each.getKey(),
                        each.getValue(),
                        SwitchTlsConfig.credentials(each.getKey().tls()),
                        clock,
                        wanted,
                        listener))
                .toList();
        sessions.forEach(SwitchSession::start);
        poller.start(sessions.stream().map(SwitchSession::status).toList());
        probePoller.start(sessions);
    }

    @Override
    public void setDesired(DesiredState wanted) {
        if (!desired.getAndSet(wanted).equals(wanted)) {
            sessions.forEach(SwitchSession::reconcile);
        }
    }

    @Override
    public CompletableFuture<FlipResult> flip(ServiceSteering steering) {
        long start = System.nanoTime();
        desired.updateAndGet(state -> state.with(steering));
        Map<String, CompletableFuture<Boolean>> answers = new LinkedHashMap<>();
        sessions.forEach(session -> answers.put(session.view().name(), session.flip(steering.slot())));
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
                .thenApplyAsync(_ -> result(answers, (System.nanoTime() - start) / 1_000), Thread::startVirtualThread);
    }

    private static FlipResult result(Map<String, CompletableFuture<Boolean>> answers, long micros) {
        List<String> acknowledged = new ArrayList<>();
        List<String> pending = new ArrayList<>();
        answers.forEach((name, answer) -> (answer.join() ? acknowledged : pending).add(name));
        if (acknowledged.isEmpty()) {
            throw new SlacklineException(
                    SlacklineException.Code.UNAVAILABLE,
                    pending.isEmpty()
                            ? "no switch is configured, so nothing can be steered"
                            : "no switch is READY (" + String.join(", ", pending)
                                    + "); see 'slackline switch-device list'");
        }
        return new FlipResult(acknowledged, pending, micros);
    }

    @Override
    public int lastNode() {
        return pipelines.values().stream()
                .mapToInt(SlacklinePipeline::lastNode)
                .min()
                .orElse(Limits.LAST_NODE);
    }

    @Override
    public List<SwitchView> switches() {
        return sessions.stream().map(SwitchSession::view).toList();
    }

    @Override
    public CompletableFuture<List<NodeProbe>> probe(Set<Integer> nodes) {
        List<CompletableFuture<NodeProbe>> asked = new ArrayList<>();
        for (SwitchSession session : sessions) {
            wanted.get().bindingsOf(session.view().name()).stream()
                    .map(NodeBinding::nodeIndex)
                    .filter(nodes::contains)
                    .forEach(node -> asked.add(session.probe(node, 0)));
        }
        return answered(asked);
    }

    @Override
    public CompletableFuture<List<AcceptedHandover>> handovers(int slot) {
        var asked = sessions.stream()
                .map(session -> session.probe(Limits.FIRST_NODE, slot))
                .toList();
        return answered(asked)
                .thenApply(probes -> probes.stream()
                        .map(NodeProbe::cells)
                        .map(cells -> new AcceptedHandover(slot, cells.ownerEpoch(), cells.ownerNode()))
                        .toList());
    }

    private static CompletableFuture<List<NodeProbe>> answered(List<CompletableFuture<NodeProbe>> asked) {
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .handle((_, _) -> asked.stream()
                        .filter(answer -> answer.state() == Future.State.SUCCESS)
                        .map(CompletableFuture::join)
                        .toList());
    }

    @Override
    public List<NodeProbe> probes() {
        return sessions.stream().flatMap(session -> session.probes().stream()).toList();
    }

    @Override
    public Traffic traffic() {
        Map<Integer, Long> services = new HashMap<>();
        Map<DesiredState.Counted, Long> steered = new HashMap<>();
        for (SwitchSession session : sessions) {
            Traffic one = session.status().traffic();
            one.services().forEach((slot, packets) -> services.merge(slot, packets, Long::sum));
            one.steered().forEach((counted, packets) -> steered.merge(counted, packets, Long::sum));
        }
        return new Traffic(services, steered);
    }

    @Override
    public void close() {
        poller.close();
        probePoller.close();
        sessions.forEach(SwitchSession::close);
        sessions.forEach(session -> session.awaitEnd(1, TimeUnit.SECONDS));
    }
}
