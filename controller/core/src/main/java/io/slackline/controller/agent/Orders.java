package io.slackline.controller.agent;

import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.Peer;
import io.slackline.controller.model.AssignmentEntry;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;
import io.slackline.pipeline.Limits;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What one node shall host, from the model. */
public final class Orders {
    private static final int NEIGHBOURS = 16;

    private Orders() {}

    /** Complete, in the order of the functions' names: equal orders are equal messages. */
    public static Assignments of(Snapshot snapshot, String node) {
        var orders = Assignments.newBuilder()
                .setDraining(snapshot.node(node).map(NodeEntry::draining).orElse(false));
        snapshot.functions().values().stream()
                .sorted(Comparator.comparing(FunctionEntry::name))
                .forEach(function -> function.assignment(node)
                        .ifPresent(held -> orders.addAssignments(order(snapshot, function, node, held))));
        return orders.addAllNeighbours(neighbours(snapshot, node)).build();
    }

    /** The next ones by index, round and round: so each node is measured by as many as it measures. */
    private static List<Peer> neighbours(Snapshot snapshot, String node) {
        int own = snapshot.node(node).map(NodeEntry::index).orElse(0);
        return snapshot.nodes().values().stream()
                .filter(other -> !other.name().equals(node))
                .sorted(Comparator.comparingInt(other -> Math.floorMod(other.index() - own, Limits.LAST_NODE + 1)))
                .limit(NEIGHBOURS)
                .map(Orders::peer)
                .toList();
    }

    private static Peer peer(NodeEntry node) {
        return Peer.newBuilder()
                .setNode(node.name())
                .setPeerAddress(node.description().getPeerAddress())
                .setTier(node.tier())
                .build();
    }

    private static List<Peer> peers(Snapshot snapshot, FunctionEntry function, String node) {
        var steering = function.steering();
        return Stream.concat(steering.nodes().stream(), steering.offloadNodes().stream())
                .filter(other -> !other.equals(node))
                .flatMap(other -> snapshot.node(other).stream())
                .map(Orders::peer)
                .toList();
    }

    private static Assignment order(Snapshot snapshot, FunctionEntry function, String node, AssignmentEntry held) {
        return Assignment.newBuilder()
                .setFunction(function.spec())
                .setRole(held.role())
                .setForwardTo(snapshot.node(held.forwardTo())
                        .map(heir -> heir.description().getPeerAddress())
                        .orElse(""))
                .setDrainDeadlineMs(held.drainDeadlineMillis())
                .setGeneration(held.generation())
                .addAllPeers(peers(snapshot, function, node))
                .build();
    }
}
