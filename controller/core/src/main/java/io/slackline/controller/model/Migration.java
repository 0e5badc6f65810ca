package io.slackline.controller.model;

import io.slackline.api.v1.FunctionSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A make-before-break change of who serves a function, and its journal.
 *
 * @param number unique in this controller's life, grows
 * @param from node that gives the function away; empty for a deployment
 * @param to node that takes it; empty when nobody joins
 * @param plan what changes; fixed when the migration is planned
 * @param reason why it rolled back; empty otherwise
 * @param steps oldest first; the last one is the present state
 * @param flipMicros from "all are warm" to "every switch has acknowledged"; 0 until then
 */
public record Migration(
        long number,
        Kind kind,
        String function,
        String from,
        String to,
        Cause cause,
        Plan plan,
        String reason,
        List<Step> steps,
        long flipMicros) {
    public Migration {
        steps = List.copyOf(steps);
    }

    /** A migration that was only planned so far. */
    public static Migration planned(
            long number, Kind kind, String function, String from, String to, Cause cause, Plan plan, long nowMicros) {
        var step = new Step(MigrationState.PLANNED, nowMicros);
        return new Migration(number, kind, function, from, to, cause, plan, "", List.of(step), 0);
    }

    public String id() {
        return "m" + number;
    }

    public MigrationState state() {
        return steps.getLast().state();
    }

    public long startedMicros() {
        return steps.getFirst().enteredMicros();
    }

    /** Throws {@link IllegalStateException} when the state machine has no such move. */
    public Migration moveTo(MigrationState next, long nowMicros) {
        if (!state().canMoveTo(next)) {
            throw new IllegalStateException("migration " + id() + " cannot move from " + state() + " to " + next);
        }
        var longer = new ArrayList<>(steps);
        longer.add(new Step(next, nowMicros));
        return new Migration(number, kind, function, from, to, cause, plan, reason, longer, flipMicros);
    }

    public Migration because(String why) {
        return new Migration(number, kind, function, from, to, cause, plan, why, steps, flipMicros);
    }

    public Migration flippedIn(long micros) {
        return new Migration(number, kind, function, from, to, cause, plan, reason, steps, micros);
    }

    /** What a migration is for. */
    public enum Kind {
        /** One node gives the function to another. */
        MOVE,
        /** The first nodes of a function, a new version, or another set of nodes. */
        DEPLOYMENT,
        /** A share of new flows goes to another node, or does not any more. */
        OFFLOAD
    }

    /** Who started it. */
    public enum Cause {
        OPERATOR,
        DRAIN,
        POLICY,
        /** Its node is gone. */
        RECOVERY
    }

    /** Who makes new requests go to the target. */
    public enum Switchover {
        /** The controller modifies the service entry. */
        MODIFY,
        /** The source's in-band packet, when it has given its state away; the controller makes it durable. */
        HANDOVER
    }

    /** When a state was entered. */
    public record Step(MigrationState state, long enteredMicros) {}

    /**
     * What a migration changes.
     *
     * @param joiners nodes that must be warm before the flip
     * @param forwarders those joiners that forwarded before, and do so again after a rollback
     * @param leavers nodes that give the function away after the flip
     * @param switchover who flips
     */
    public record Plan(
            FunctionSpec specBefore,
            FunctionSpec specAfter,
            Steering before,
            Steering after,
            List<String> joiners,
            List<String> forwarders,
            List<String> leavers,
            int drainDeadlineMillis,
            Switchover switchover) {
        public Plan {
            joiners = List.copyOf(joiners);
            forwarders = List.copyOf(forwarders);
            leavers = List.copyOf(leavers);
        }

        /** The same change, flipped by another. */
        public Plan by(Switchover flipper) {
            return new Plan(
                    specBefore, specAfter, before, after, joiners, forwarders, leavers, drainDeadlineMillis, flipper);
        }
    }
}
