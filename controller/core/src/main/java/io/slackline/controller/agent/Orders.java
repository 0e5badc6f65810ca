package io.slackline.controller.agent;

import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.controller.model.AssignmentEntry;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;
import java.util.Comparator;

/** What one node shall host, from the model. */
final class Orders {
    private Orders() {}

    /** Complete, in the order of the functions' names: equal orders are equal messages. */
    static Assignments of(Snapshot snapshot, String node) {
        var orders = Assignments.newBuilder()
                .setDraining(snapshot.node(node).map(NodeEntry::draining).orElse(false));
        snapshot.functions().values().stream()
                .sorted(Comparator.comparing(FunctionEntry::name))
                .forEach(function -> function.assignment(node)
                        .ifPresent(held -> orders.addAssignments(order(snapshot, function, held))));
        return orders.build();
    }

    private static Assignment order(Snapshot snapshot, FunctionEntry function, AssignmentEntry held) {
        return Assignment.newBuilder()
                .setFunction(function.spec())
                .setRole(held.role())
                .setForwardTo(snapshot.node(held.forwardTo())
                        .map(node -> node.description().getPeerAddress())
                        .orElse(""))
                .setDrainDeadlineMs(held.drainDeadlineMillis())
                .setGeneration(held.generation())
                .build();
    }
}
