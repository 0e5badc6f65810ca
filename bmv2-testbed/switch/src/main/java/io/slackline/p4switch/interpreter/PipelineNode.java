package io.slackline.p4switch.interpreter;

import org.jspecify.annotations.Nullable;

/** Tables and conditions of one pipeline, linked. */
abstract class PipelineNode {

    /** Executes the node and gives the one after it, or null at the end. */
    abstract @Nullable PipelineNode step(Packet p);

    static void run(@Nullable PipelineNode start, Packet p) {
        PipelineNode node = start;
        while (node != null && !p.exited) {
            node = node.step(p);
        }
        p.exited = p.failed;
    }

    /** A branch. */
    static final class Condition extends PipelineNode {

        private final LongNode condition;
        private @Nullable PipelineNode whenTrue;
        private @Nullable PipelineNode whenFalse;

        Condition(LongNode condition) {
            this.condition = condition;
        }

        void link(@Nullable PipelineNode whenTrueNode, @Nullable PipelineNode whenFalseNode) {
            whenTrue = whenTrueNode;
            whenFalse = whenFalseNode;
        }

        @Override
        @Nullable
        PipelineNode step(Packet p) {
            return condition.eval(p) != 0 ? whenTrue : whenFalse;
        }
    }
}
