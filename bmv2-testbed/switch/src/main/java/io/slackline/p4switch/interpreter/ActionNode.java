package io.slackline.p4switch.interpreter;

import org.jspecify.annotations.Nullable;

/** The steps of one action; jumps only if the action has any. */
final class ActionNode {

    /** A jump: taken when the condition is zero, or always if there is none. */
    record Jump(@Nullable LongNode condition, int to) {}

    private final StepNode[] steps;
    private final @Nullable Jump @Nullable [] jumps;

    ActionNode(StepNode[] steps, @Nullable Jump @Nullable [] jumps) {
        this.steps = steps;
        this.jumps = jumps;
    }

    void run(Packet p) {
        if (jumps != null) {
            runJumping(p, jumps);
            return;
        }
        for (StepNode step : steps) {
            step.run(p);
            if (p.exited) {
                return;
            }
        }
    }

    private void runJumping(Packet p, @Nullable Jump[] all) {
        int at = 0;
        while (at < steps.length && !p.exited) {
            Jump jump = all[at];
            if (jump == null) {
                steps[at++].run(p);
            } else {
                LongNode condition = jump.condition;
                at = condition == null || condition.eval(p) == 0 ? jump.to : at + 1;
            }
        }
    }
}
