package io.slackline.controller.model;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Role;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A function that was deployed and not deleted.
 *
 * @param spec complete: version, slot, address and defaults filled in
 * @param assignments by node name; nodes not named host nothing of it
 */
public record FunctionEntry(
        FunctionSpec spec, Steering steering, SortedMap<String, AssignmentEntry> assignments, long createdMicros) {
    public FunctionEntry {
        assignments = Collections.unmodifiableSortedMap(new TreeMap<>(assignments));
    }

    public String name() {
        return spec.getName();
    }

    public Optional<AssignmentEntry> assignment(String node) {
        return Optional.ofNullable(assignments.get(node));
    }

    /** The node has work: it serves or still drains. Forwarding alone is no work. */
    public boolean hostedBy(String node) {
        return assignment(node).filter(held -> held.role() != Role.FORWARD).isPresent();
    }

    public FunctionEntry withSpec(FunctionSpec changed) {
        return new FunctionEntry(changed, steering, assignments, createdMicros);
    }

    public FunctionEntry withSteering(Steering changed) {
        return new FunctionEntry(spec, changed, assignments, createdMicros);
    }

    public FunctionEntry withAssignments(Map<String, AssignmentEntry> changed) {
        return new FunctionEntry(spec, steering, new TreeMap<>(changed), createdMicros);
    }
}
