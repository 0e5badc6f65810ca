package io.slackline.controller.device;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes every node on every READY switch once in {@link #INTERVAL}, on a virtual thread of its own. Where there are more than {@value #AT_ONCE} nodes they
 * take turns, so that a switch never gets a flood.
 */
final class ProbePoller implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int AT_ONCE = 256;

    private final Supplier<DesiredState> desired;
    private @Nullable Thread thread;
    private int turn;

    ProbePoller(Supplier<DesiredState> desired) {
        this.desired = desired;
    }

    void start(List<SwitchSession> sessions) {
        thread = Thread.ofVirtual().name("probes").start(() -> run(sessions));
    }

    private void run(List<SwitchSession> sessions) {
        while (!Thread.currentThread().isInterrupted()) {
            sessions.forEach(this::poll);
            turn++;
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void poll(SwitchSession session) {
        var nodes = desired.get().bindingsOf(session.view().name()).stream()
                .map(NodeBinding::nodeIndex)
                .sorted()
                .toList();
        int batches = Math.max(1, (nodes.size() + AT_ONCE - 1) / AT_ONCE);
        nodes.stream().skip((long) (turn % batches) * AT_ONCE).limit(AT_ONCE).forEach(node -> {
            var _ = session.probe(node, 0);
        });
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
