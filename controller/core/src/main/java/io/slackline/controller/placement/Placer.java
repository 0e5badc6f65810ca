package io.slackline.controller.placement;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.SlackSample;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses nodes for functions. Fit is who is READY and has the slack that the function asks for; best is who has the highest {@link #score}.
 * Safe for use by any thread.
 */
public final class Placer {
    /** What a function that is on its way is expected to take, when it does not say. */
    private static final int ASSUMED_MILLICORES = 50;

    private static final long REFERENCE_SCORE = 1000;
    private static final int MILLICORES_A_MILLISECOND = 20;
    private static final long LONGEST_ROUND_TRIP_US = 1_000_000;

    private final Fleet fleet;

    public Placer(Fleet fleet) {
        this.fleet = fleet;
    }

    /** All fit nodes but the excluded, best first; those of the edge before those of the cloud. */
    public List<String> fit(Snapshot snapshot, FunctionSpec function, Collection<String> excluded) {
        return snapshot.nodes().values().stream()
                .filter(node -> !excluded.contains(node.name()))
                .filter(node -> unfit(snapshot, node, function).isEmpty())
                .sorted(Comparator.comparing(NodeEntry::tier)
                        .thenComparingInt(node -> -score(snapshot, node.name()))
                        .thenComparing(NodeEntry::name))
                .map(NodeEntry::name)
                .toList();
    }

    /** The best. Errors: FAILED_PRECONDITION that says of each node why not. */
    public String best(Snapshot snapshot, FunctionSpec function, Collection<String> excluded) {
        var fit = fit(snapshot, function, excluded);
        if (fit.isEmpty()) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "no node can take function " + function.getName() + ": " + reasons(snapshot, function, excluded));
        }
        return fit.getFirst();
    }

    /** Why each node but the excluded is unfit, for people. */
    public String reasons(Snapshot snapshot, FunctionSpec function, Collection<String> excluded) {
        var reasons = snapshot.nodes().values().stream()
                .filter(node -> !excluded.contains(node.name()))
                .sorted(Comparator.comparing(NodeEntry::name))
                .flatMap(node -> unfit(snapshot, node, function).stream())
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "there is no other node" : reasons;
    }

    /** For a node that a person named. Errors: NOT_FOUND, FAILED_PRECONDITION. */
    public void require(Snapshot snapshot, String node, FunctionSpec function) {
        unfit(snapshot, known(snapshot, node), function).ifPresent(why -> {
            throw new SlacklineException(Code.FAILED_PRECONDITION, why);
        });
    }

    /** Errors: NOT_FOUND with the names that there are. */
    public static NodeEntry known(Snapshot snapshot, String node) {
        return snapshot.node(node)
                .orElseThrow(() -> new SlacklineException(
                        Code.NOT_FOUND,
                        "there is no node \"" + node + "\"; nodes: "
                                + (snapshot.nodes().isEmpty()
                                        ? "none has joined yet"
                                        : snapshot.nodes().keySet().stream()
                                                .sorted()
                                                .collect(Collectors.joining(", ")))));
    }

    private Optional<String> unfit(Snapshot snapshot, NodeEntry node, FunctionSpec function) {
        return switch (NodeState.of(node, snapshot, fleet)) {
            case READY -> {
                int slack = slack(node.name());
                yield slack >= function.getMinSlackMillicores()
                        ? Optional.empty()
                        : Optional.of("node " + node.name() + " has " + slack + " millicores of slack, function "
                                + function.getName() + " asks for " + function.getMinSlackMillicores());
            }
            case JOINING ->
                Optional.of("node " + node.name()
                        + " is JOINING: no switch has seen its in-band reports yet; expected READY");
            case DRAINING -> Optional.of("node " + node.name() + " is DRAINING; undrain it first");
            case DRAINED -> Optional.of("node " + node.name() + " is DRAINED; undrain it first");
            case AWAY -> Optional.of("node " + node.name() + " is AWAY: its agent is not connected");
        };
    }

    /** What the agent said last; 0 before it said anything. */
    public int slackMillicores(String node) {
        return slack(node);
    }

    /**
     * How good a place the node is, in milli-cores of the reference core: the slack that is left after what is on its way there, by how fast its cores are,
     * less {@value #MILLICORES_A_MILLISECOND} for each millisecond of round trip to the switch.
     */
    public int score(Snapshot snapshot, String node) {
        var description = snapshot.node(node).orElseThrow().description();
        long speed = description.getComputeScore() == 0 ? REFERENCE_SCORE : description.getComputeScore();
        var measured = fleet.metrics(node).map(NodeMetrics::getLinksList).orElse(List.of());
        var links = measured.isEmpty() ? description.getLinksList() : measured;
        long away = links.stream()
                .filter(link -> link.getKind() == LinkQuality.Kind.SWITCH)
                .mapToLong(link -> Integer.toUnsignedLong(link.getRttUs()))
                .min()
                .orElse(0);
        return Math.toIntExact(expectedSlack(snapshot, node) * speed / REFERENCE_SCORE
                - Math.min(away, LONGEST_ROUND_TRIP_US) * MILLICORES_A_MILLISECOND / 1000);
    }

    /**
     * What network functions leave of a node. Rules and placement go by it, the switch by what functions leave of that in turn: what a function itself uses must not
     * drive it away. Agents that do not tell count their functions' use as slack.
     */
    public static int availableMillicores(SlackSample sample) {
        return Math.max(sample.getAvailableMillicores(), sample.getSlackMillicores());
    }

    private int slack(String node) {
        return fleet.metrics(node)
                .map(NodeMetrics::getSlack)
                .map(Placer::availableMillicores)
                .orElse(0);
    }

    private int expectedSlack(Snapshot snapshot, String node) {
        int onTheWay = snapshot.openMigrations().stream()
                .filter(migration -> migration.plan().joiners().contains(node))
                .mapToInt(
                        migration -> Math.max(migration.plan().specAfter().getMinSlackMillicores(), ASSUMED_MILLICORES))
                .sum();
        return slack(node) - onTheWay;
    }
}
