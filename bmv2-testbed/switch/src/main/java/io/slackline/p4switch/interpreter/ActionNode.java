package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import org.jspecify.annotations.Nullable;

/** The steps of one action; jumps only if the action has any. */
final class ActionNode {

    /** A jump: taken when the condition is zero, or always if there is none. */
    record Jump(@Nullable LongNode condition, int to) {}

    private final PacketSink sink;
    private final StepNode[] steps;
    private final @Nullable Jump @Nullable [] jumps;

    ActionNode(PacketSink sink, StepNode[] steps, @Nullable Jump @Nullable [] jumps) {
        this.sink = sink;
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
        int rounds = 0;
        while (at < steps.length && !p.exited) {
            Jump jump = all[at];
            if (jump == null) {
                steps[at++].run(p);
            } else {
                LongNode condition = jump.condition;
                int next = condition == null || condition.eval(p) == 0 ? jump.to : at + 1;
                if (next <= at && ++rounds > PacketEngine.MAX_ACTION_ROUNDS) {
                    sink.dropped(DropCause.ACTION_LOOP);
                    p.failed = true;
                    p.exited = true;
                }
                at = next;
            }
        }
    }
}
