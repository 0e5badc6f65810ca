package io.slackline.p4switch.ir;

import java.util.List;

/** Ingress or egress. */
public record PipelineIr(String name, NodeRef start, List<Condition> conditions) {

    /** A branch. */
    public record Condition(String name, Expr expr, NodeRef whenTrue, NodeRef whenFalse, SourceLine line) {}
}
