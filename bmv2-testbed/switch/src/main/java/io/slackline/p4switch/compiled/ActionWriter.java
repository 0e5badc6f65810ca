package io.slackline.p4switch.compiled;

import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Primitive;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;

/** Writes an action as a method. */
final class ActionWriter {

    private final Body body;

    ActionWriter(Body body) {
        this.body = body;
    }

    static String name(ActionIr action) {
        return "action" + action.index();
    }

    void write(ActionIr action) {
        CodeBuilder code = body.code();
        List<Primitive> steps = action.steps();
        Label[] labels = new Label[steps.size() + 1];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = code.newLabel();
        }
        StepWriter writer = new StepWriter(body);
        for (int i = 0; i < steps.size(); i++) {
            code.labelBinding(labels[i]);
            switch (steps.get(i)) {
                case Primitive.Jump(int to) -> code.goto_(labels[Math.min(to, steps.size())]);
                case Primitive.JumpIfZero(Expr condition, int to) ->
                    body.jumpIfZero(condition, labels[Math.min(to, steps.size())]);
                case Primitive.Exit exit -> {
                    writer.write(exit);
                    code.goto_(labels[steps.size()]);
                }
                case Primitive.Assert check -> {
                    writer.write(check);
                    body.pushField("exited", boolean.class).code().ifne(labels[steps.size()]);
                }
                case Primitive step -> writer.write(step);
            }
        }
        code.labelBinding(labels[steps.size()]).return_();
    }
}
