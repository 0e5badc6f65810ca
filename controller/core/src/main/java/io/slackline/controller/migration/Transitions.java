package io.slackline.controller.migration;

import io.slackline.api.v1.Role;
import io.slackline.controller.model.AssignmentEntry;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Steering;
import io.slackline.controller.store.Draft;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each state of a migration means for the function: its spec, its steering, the nodes' assignments. Each is applied when the state is
 * entered, in the same transaction.
 */
final class Transitions {
    private Transitions() {}

    /** Those who join get an instance, of the new version if there is one; all who serve already are told of the new version too. */
    static void warming(Draft draft, Migration migration) {
        var plan = migration.plan();
        var function = function(draft, migration);
        boolean newVersion = plan.specBefore().getVersion() != plan.specAfter().getVersion();
        var assignments = new TreeMap<>(function.assignments());
        for (var joiner : plan.joiners()) {
            var held = assignments.get(joiner);
            // One on standby may have gone cold meanwhile: under a new generation its agent says when it is warm.
            if (newVersion
                    || held == null
                    || held.role() != Role.SERVE
                    || !plan.before().reaches(joiner)) {
                assignments.put(joiner, AssignmentEntry.serve(draft.nextGeneration()));
            }
        }
        draft.put(function.withSpec(plan.specAfter()).withAssignments(assignments));
    }

    /** New flows go to the new candidates. */
    static void switching(Draft draft, Migration migration) {
        draft.put(function(draft, migration).withSteering(migration.plan().after()));
    }

    /** Those who leave finish what they have. Whoever forwards, forwards to where the function lives now. */
    static void draining(Draft draft, Migration migration) {
        var plan = migration.plan();
        var function = function(draft, migration);
        var heir = heir(migration, plan.after());
        var assignments = new TreeMap<>(function.assignments());
        for (var leaver : plan.leavers()) {
            assignments.put(leaver, AssignmentEntry.drain(heir, plan.drainDeadlineMillis(), draft.nextGeneration()));
        }
        redirect(draft, assignments, heir);
        draft.put(function.withAssignments(assignments));
    }

    /** Those who leave stop their instances. They keep forwarding: a straggler may come late. */
    static void retiring(Draft draft, Migration migration) {
        var function = function(draft, migration);
        var heir = heir(migration, migration.plan().after());
        var assignments = new TreeMap<>(function.assignments());
        for (var leaver : migration.plan().leavers()) {
            assignments.put(leaver, AssignmentEntry.forward(heir, draft.nextGeneration()));
        }
        draft.put(function.withAssignments(assignments));
    }

    /** New flows go back to those who served before; those who were to leave stay. */
    static void reverting(Draft draft, Migration migration) {
        var plan = migration.plan();
        var function = function(draft, migration);
        var assignments = new TreeMap<>(function.assignments());
        for (var leaver : plan.leavers()) {
            var held = assignments.get(leaver);
            if (held == null || held.role() != Role.SERVE) {
                assignments.put(leaver, AssignmentEntry.serve(draft.nextGeneration()));
            }
        }
        draft.put(function.withAssignments(assignments)
                .withSteering(plan.before().at(function.steering().epoch() + 1)));
    }

    /** The flip back is acknowledged: those who had joined forward what reached them. */
    static void reverted(Draft draft, Migration migration) {
        var plan = migration.plan();
        if (plan.before().candidates().isEmpty()) {
            rolledBack(draft, migration);
            return;
        }
        var function = function(draft, migration);
        var heir = plan.before().candidates().getFirst().node();
        var assignments = new TreeMap<>(function.assignments());
        for (var joiner : plan.joiners()) {
            if (!plan.before().reaches(joiner)) {
                assignments.put(joiner, AssignmentEntry.forward(heir, draft.nextGeneration()));
            }
        }
        redirect(draft, assignments, heir);
        restoreSpec(draft, migration, function, assignments);
    }

    /** Nothing had moved: those who were to join are released, those who serve have the old version again. */
    static void rolledBack(Draft draft, Migration migration) {
        var plan = migration.plan();
        var function = function(draft, migration);
        var assignments = new TreeMap<>(function.assignments());
        for (var joiner : plan.joiners()) {
            if (plan.before().reaches(joiner)) {
                continue;
            }
            if (plan.forwarders().contains(joiner)
                    && !plan.before().candidates().isEmpty()) {
                var heir = plan.before().candidates().getFirst().node();
                assignments.put(joiner, AssignmentEntry.forward(heir, draft.nextGeneration()));
            } else {
                assignments.remove(joiner);
            }
        }
        restoreSpec(draft, migration, function, assignments);
    }

    private static void restoreSpec(
            Draft draft, Migration migration, FunctionEntry function, Map<String, AssignmentEntry> assignments) {
        var plan = migration.plan();
        boolean neverServed = plan.before().candidates().isEmpty();
        if (!neverServed && function.spec().getVersion() != plan.specBefore().getVersion()) {
            assignments.replaceAll(
                    (_, held) -> held.role() == Role.SERVE ? AssignmentEntry.serve(draft.nextGeneration()) : held);
            draft.put(function.withSpec(plan.specBefore()).withAssignments(assignments));
        } else {
            draft.put(function.withAssignments(assignments));
        }
    }

    /** Everyone who forwards or drains to another node than the heir is told where the function lives now. */
    private static void redirect(Draft draft, Map<String, AssignmentEntry> assignments, String heir) {
        assignments.replaceAll(
                (node, held) -> held.role() == Role.FORWARD && !held.forwardTo().equals(heir) && !node.equals(heir)
                        ? AssignmentEntry.forward(heir, draft.nextGeneration())
                        : held);
    }

    /** Who takes the stragglers. */
    private static String heir(Migration migration, Steering after) {
        return after.names(migration.to())
                ? migration.to()
                : after.candidates().getFirst().node();
    }

    private static FunctionEntry function(Draft draft, Migration migration) {
        return draft.function(migration.function()).orElseThrow();
    }
}
