package io.slackline.controller.device;

import io.slackline.controller.p4rt.P4RuntimeSession;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.PuntedPacket;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.inband.Probe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Asks one switch by probe packets what its registers hold, and remembers the latest answer for each node. Safe for use by any thread. */
final class Prober {
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final String switchName;
    private final SlacklinePipeline pipeline;
    private final InstantSource clock;
    private final Map<Question, CompletableFuture<NodeProbe>> open = new ConcurrentHashMap<>();
    private final Map<Integer, NodeProbe> latest = new ConcurrentHashMap<>();

    Prober(String switchName, SlacklinePipeline pipeline, InstantSource clock) {
        this.switchName = switchName;
        this.pipeline = pipeline;
        this.clock = clock;
    }

    private record Question(int node, int slot) {}

    /** Fails with a TimeoutException when no answer comes: packets may be lost. A question that is open already is not asked twice. */
    CompletableFuture<NodeProbe> ask(P4RuntimeSession session, int node, int slot) {
        var question = new Question(node, slot);
        var fresh = new CompletableFuture<NodeProbe>();
        var asked = open.putIfAbsent(question, fresh);
        if (asked != null) {
            return asked.copy();
        }
        var answer = fresh.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> open.remove(question, fresh));
        try {
            session.packetOut(pipeline.probe(node, slot));
        } catch (IllegalStateException gone) {
            // The stream has ended; its session finds out by itself.
            fresh.completeExceptionally(gone);
        }
        return answer;
    }

    /** True when the packet was an answer and so is nobody else's. Throws {@link IllegalArgumentException} when it cannot be read. */
    boolean takes(PuntedPacket packet) {
        if (packet.cause() != Cause.PROBE_ANSWERED) {
            return false;
        }
        Probe cells = pipeline.decodeProbe(packet);
        var probe = new NodeProbe(switchName, cells, clock.instant());
        latest.put(probe.nodeIndex(), probe);
        var asked = open.get(new Question(probe.nodeIndex(), cells.functionSlot()));
        if (asked != null) {
            asked.complete(probe);
        }
        return true;
    }

    Collection<NodeProbe> latest() {
        return latest.values();
    }

    /** What was known is of another life of the switch. */
    void forget() {
        latest.clear();
    }
}
