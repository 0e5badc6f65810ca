package io.slackline.controller.device;

import io.slackline.common.SlacklineException;
import io.slackline.controller.p4rt.P4RuntimeSession;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.Table;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p4.v1.DirectCounterEntry;
import p4.v1.Entity;

/** Reads the counters of every READY switch once in {@link #INTERVAL}, on a virtual thread of its own. */
final class CounterPoller implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CounterPoller.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Supplier<DesiredState> desired;
    private @Nullable Thread thread;

    CounterPoller(Supplier<DesiredState> desired) {
        this.desired = desired;
    }

    void start(List<SwitchStatus> switches) {
        thread = Thread.ofVirtual().name("counters").start(() -> run(switches));
    }

    private void run(List<SwitchStatus> switches) {
        while (!Thread.currentThread().isInterrupted()) {
            switches.forEach(this::poll);
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void poll(SwitchStatus status) {
        status.readySession().ifPresent(session -> poll(status, session));
    }

    private void poll(SwitchStatus status, P4RuntimeSession session) {
        SlacklinePipeline pipeline = status.pipeline();
        try {
            status.counted(
                    causes(session, pipeline), new Traffic(services(session, pipeline), steered(session, pipeline)));
        } catch (SlacklineException e) {
            // The session thread sees a broken connection itself and says so.
            log.debug("{}", e.getMessage());
        }
    }

    private Map<String, Long> causes(P4RuntimeSession session, SlacklinePipeline pipeline) {
        Map<String, Long> causes = new HashMap<>();
        for (Entity entity : session.read(pipeline.allCauses())) {
            long packets = entity.getCounterEntry().getData().getPacketCount();
            pipeline.cause(entity.getCounterEntry())
                    .ifPresent(cause -> causes.merge(cause.name().toLowerCase(Locale.ROOT), packets, Long::sum));
        }
        return causes;
    }

    private Map<Integer, Long> services(P4RuntimeSession session, SlacklinePipeline pipeline) {
        Map<SwitchImage.Key, Integer> slots = desired.get().services().values().stream()
                .collect(Collectors.toMap(
                        steering -> SwitchImage.Key.of(Wanted.serviceOf(steering, pipeline)),
                        ServiceSteering::slot,
                        (first, _) -> first));
        return packets(session, pipeline, Table.SERVICE, slots);
    }

    private Map<DesiredState.Counted, Long> steered(P4RuntimeSession session, SlacklinePipeline pipeline) {
        Map<SwitchImage.Key, DesiredState.Counted> pairs = desired.get().counted().stream()
                .collect(Collectors.toMap(
                        counted -> SwitchImage.Key.of(pipeline.steered(counted.slot(), counted.node())),
                        counted -> counted));
        return packets(session, pipeline, Table.STEERED, pairs);
    }

    private <T> Map<T, Long> packets(
            P4RuntimeSession session, SlacklinePipeline pipeline, Table table, Map<SwitchImage.Key, T> meanings) {
        Map<T, Long> packets = new HashMap<>();
        for (Entity answer : session.read(List.of(pipeline.countersOf(table)))) {
            DirectCounterEntry counter = SlacklinePipeline.directCounter(answer);
            T meaning = meanings.get(SwitchImage.Key.of(counter.getTableEntry()));
            if (meaning != null) {
                packets.put(meaning, counter.getData().getPacketCount());
            }
        }
        return packets;
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
