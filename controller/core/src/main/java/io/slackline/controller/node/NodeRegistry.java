package io.slackline.controller.node;

import io.slackline.api.v1.NodeDescription;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.device.PuntedReport;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.model.Attachment;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Zero-touch join: gives each node its index and token, and learns from punted reports where it is attached. Safe for use by any thread.
 *
 * <p>A report is believed when it carries the token of the node whose index it claims: the token was given to the agent over the agent API
 * and to nobody else. Any other claim changes nothing and becomes an event, at most one a second for each port.
 */
public final class NodeRegistry {
    private static final Duration FORGERY_INTERVAL = Duration.ofSeconds(1);
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private final Cluster cluster;
    private final EventLog events;
    private final Timekeeper time;
    private final IntSupplier tokens;
    private final int lastIndex;
    private final Map<Origin, Long> forgeriesToldNanos = new ConcurrentHashMap<>();

    /**
     * With an empty memory of forgeries.
     *
     * @param tokens unpredictable to others
     * @param lastIndex that switches have room for
     */
    public NodeRegistry(Cluster cluster, EventLog events, Timekeeper time, IntSupplier tokens, int lastIndex) {
        this.cluster = cluster;
        this.events = events;
        this.time = time;
        this.tokens = tokens;
        this.lastIndex = lastIndex;
    }

    /** Takes a node in, or back under its old index and, where its boot epoch has grown, its old token. Errors: INVALID_ARGUMENT, RESOURCE_EXHAUSTED. */
    public Registration register(NodeDescription description, long bootEpoch) {
        check(description);
        return cluster.update(draft -> {
            var known = draft.node(description.getName());
            var node = known.map(old -> old.registered(description, bootEpoch, tokens.getAsInt()))
                    .orElseGet(() -> new NodeEntry(
                            description,
                            freeIndex(draft.snapshot()),
                            tokens.getAsInt(),
                            bootEpoch,
                            time.micros(),
                            false,
                            List.of()));
            draft.put(node);
            var standing = known.filter(old -> old.bootEpoch() == bootEpoch).isPresent() ? Standing.BACK : Standing.NEW;
            return new Registration(node, standing);
        });
    }

    private int freeIndex(Snapshot snapshot) {
        var taken = snapshot.nodes().values().stream().map(NodeEntry::index).collect(Collectors.toSet());
        return IntStream.rangeClosed(1, lastIndex)
                .filter(index -> !taken.contains(index))
                .findFirst()
                .orElseThrow(() -> new SlacklineException(
                        Code.RESOURCE_EXHAUSTED,
                        "all node indexes, 1 to " + lastIndex
                                + ", are taken: the switches have room for no more nodes"));
    }

    private static void check(NodeDescription description) {
        if (!NAME.matcher(description.getName()).matches()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "node name \"" + description.getName()
                            + "\": expected 1 to 63 lower-case letters, digits and inner hyphens");
        }
        if (!MAC.matcher(description.getDataMac()).matches()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "node " + description.getName() + ": data_mac \"" + description.getDataMac()
                            + "\": expected a MAC address such as 02:00:0a:00:01:01");
        }
        if (description.getPeerAddress().lastIndexOf(':') <= 0) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "node " + description.getName() + ": peer_address \"" + description.getPeerAddress()
                            + "\": expected HOST:PORT");
        }
    }

    /** A report arrived where none is bound. */
    public void reported(String switchName, PuntedReport report) {
        var attachment = new Attachment(switchName, report.port(), report.sourceMac());
        var node = cluster.snapshot().nodes().values().stream()
                .filter(known -> known.index() == report.nodeIndex())
                .findAny();
        if (node.isEmpty() || node.get().token() != report.token()) {
            forged(switchName, report);
        } else if (!node.get().attachments().contains(attachment)) {
            attach(node.get().name(), attachment);
        }
    }

    private void attach(String name, Attachment attachment) {
        boolean first = cluster.update(draft -> {
            var node = draft.node(name).orElseThrow();
            draft.put(node.attached(attachment));
            return node.attachments().stream()
                    .noneMatch(held -> held.switchName().equals(attachment.switchName()));
        });
        events.info(
                first ? "node.attached" : "node.moved",
                name,
                "reports arrive on port " + attachment.port() + " of switch " + attachment.switchName());
    }

    private void forged(String switchName, PuntedReport report) {
        long now = time.nanos();
        var origin = new Origin(switchName, report.port());
        var told = forgeriesToldNanos.get(origin);
        if (told == null || now - told >= FORGERY_INTERVAL.toNanos()) {
            forgeriesToldNanos.put(origin, now);
            events.warning(
                    "report.forged",
                    switchName,
                    "a slack report on port " + report.port() + " claims node index " + report.nodeIndex()
                            + " without that node's token; ignored");
        }
    }

    /** Errors: NOT_FOUND. */
    public NodeEntry setDraining(String name, boolean draining) {
        return cluster.update(draft -> {
            var node = Placer.known(draft.snapshot(), name).withDraining(draining);
            draft.put(node);
            return node;
        });
    }

    /** What became of a registration. */
    public record Registration(NodeEntry node, Standing standing) {}

    /** Whether the agent was here before. */
    public enum Standing {
        /** Another start of the agent, or the first. */
        NEW,
        /** The same start of the agent on another stream: it still hosts what it hosted. */
        BACK
    }

    private record Origin(String switchName, int port) {}
}
