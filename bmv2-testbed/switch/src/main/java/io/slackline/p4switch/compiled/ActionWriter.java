package io.slackline.p4switch.compiled;

import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Primitive;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
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
        boolean loops = loops(steps);
        int rounds = code.allocateLocal(TypeKind.INT);
        if (loops) {
            code.iconst_0().istore(rounds);
        }
        StepWriter writer = new StepWriter(body);
        for (int i = 0; i < steps.size(); i++) {
            code.labelBinding(labels[i]);
            switch (steps.get(i)) {
                case Primitive.Jump(int to) -> {
                    if (to <= i) {
                        countRound(rounds, labels[steps.size()]);
                    }
                    code.goto_(labels[Math.min(to, steps.size())]);
                }
                case Primitive.JumpIfZero(Expr condition, int to) -> {
                    if (to <= i) {
                        jumpBack(condition, labels[to], rounds, labels[steps.size()]);
                    } else {
                        body.jumpIfZero(condition, labels[Math.min(to, steps.size())]);
                    }
                }
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

    private static boolean loops(List<Primitive> steps) {
        for (int i = 0; i < steps.size(); i++) {
            boolean back = switch (steps.get(i)) {
                case Primitive.Jump(int to) -> to <= i;
                case Primitive.JumpIfZero(Expr _, int to) -> to <= i;
                case Primitive _ -> false;
            };
            if (back) {
                return true;
            }
        }
        return false;
    }

    private void jumpBack(Expr condition, Label to, int rounds, Label end) {
        Label back = body.code().newLabel();
        Label on = body.code().newLabel();
        body.jumpIfZero(condition, back);
        body.code().goto_(on).labelBinding(back);
        countRound(rounds, end);
        body.code().goto_(to).labelBinding(on);
    }

    /** Ends the action, and the packet with it, when it has gone round too often. */
    private void countRound(int rounds, Label end) {
        CodeBuilder code = body.code();
        Label goOn = code.newLabel();
        code.iinc(rounds, 1)
                .iload(rounds)
                .loadConstant(PacketEngine.MAX_ACTION_ROUNDS)
                .if_icmple(goOn);
        code.aload(Body.PACKET);
        body.push(body.nodes().environment().sink(), PacketSink.class);
        body.call("actionLoop", void.class, Packet.class, PacketSink.class);
        code.goto_(end).labelBinding(goOn);
    }
}
