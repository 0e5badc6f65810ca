package io.slackline.controller.model;

import io.slackline.api.v1.Role;

/**
 * What one node shall do for a function.
 *
 * @param forwardTo name of the node that takes the stragglers; empty for SERVE
 * @param drainDeadlineMillis DRAIN only
 * @param generation unique in this controller's life, grows with each change
 */
public record AssignmentEntry(Role role, String forwardTo, int drainDeadlineMillis, long generation) {
    public static AssignmentEntry serve(long generation) {
        return new AssignmentEntry(Role.SERVE, "", 0, generation);
    }

    public static AssignmentEntry drain(String forwardTo, int deadlineMillis, long generation) {
        return new AssignmentEntry(Role.DRAIN, forwardTo, deadlineMillis, generation);
    }

    public static AssignmentEntry forward(String forwardTo, long generation) {
        return new AssignmentEntry(Role.FORWARD, forwardTo, 0, generation);
    }
}
