package io.slackline.p4switch.compiled;

import io.slackline.p4switch.interpreter.LongNode;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.interpreter.Program;
import io.slackline.p4switch.interpreter.StepNode;
import io.slackline.p4switch.ir.Expr;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ConstantDescs;

/**
 * The code of one method in the making. Locals: the packet, its arena, and in actions the arguments.
 *
 * @param nodes gives nodes for what is not translated
 */
record Body(CodeBuilder code, Constants constants, Program nodes) {

    static final int PACKET = 0;
    static final int ARENA = 1;
    static final int ARGUMENTS = 2;

    Body pushSlot(int slot) {
        code.aload(ARENA).loadConstant(slot).laload();
        return this;
    }

    /** Begins a store into the arena; the value and {@code lastore} follow. */
    Body startStore(int slot) {
        code.aload(ARENA).loadConstant(slot);
        return this;
    }

    void setSlot(int slot, long value) {
        startStore(slot).code.loadConstant(value).lastore();
    }

    Body pushField(String field, Class<?> type) {
        code.aload(PACKET).getfield(Types.PACKET, field, Types.of(type));
        return this;
    }

    Body pushInt(String field) {
        return pushField(field, int.class);
    }

    void setInt(String field, int value) {
        code.aload(PACKET).loadConstant(value).putfield(Types.PACKET, field, ConstantDescs.CD_int);
    }

    void setBoolean(String field, boolean value) {
        code.aload(PACKET).loadConstant(value ? 1 : 0).putfield(Types.PACKET, field, ConstantDescs.CD_boolean);
    }

    /** Pops the value and stores it. */
    void storeLong(String field, Runnable value) {
        code.aload(PACKET);
        value.run();
        code.putfield(Types.PACKET, field, ConstantDescs.CD_long);
    }

    Body push(Object constant, Class<?> type) {
        constants.push(code, constant, type);
        return this;
    }

    Body call(String operation, Class<?> returns, Class<?>... parameters) {
        code.invokestatic(Types.of(Operations.class), operation, Types.method(returns, parameters));
        return this;
    }

    /** Pushes what a node of the interpreter gives. */
    void pushNode(LongNode node) {
        push(node, LongNode.class)
                .code
                .aload(PACKET)
                .invokeinterface(Types.of(LongNode.class), "eval", Types.method(long.class, Packet.class));
    }

    void runNode(StepNode node) {
        push(node, StepNode.class)
                .code
                .aload(PACKET)
                .invokeinterface(Types.of(StepNode.class), "run", Types.method(void.class, Packet.class));
    }

    /** Pushes the low 64 bits of an expression. */
    void pushValue(Expr expr) {
        new ExpressionWriter(this).push(expr);
    }

    void jumpIfZero(Expr condition, Label target) {
        new ExpressionWriter(this).jumpIfZero(condition, target);
    }
}
