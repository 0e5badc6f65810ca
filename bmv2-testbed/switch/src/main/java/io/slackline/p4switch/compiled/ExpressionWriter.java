package io.slackline.p4switch.compiled;

import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Expr.BinaryOp;
import io.slackline.p4switch.ir.Expr.UnaryOp;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.state.Bits;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.math.BigInteger;

/**
 * Writes expressions as code that leaves a long on the stack, or jumps. Where the exact value of an operand may need more than 64 bits,
 * or a header is decided by the packet, the interpreter's node is called.
 */
final class ExpressionWriter {

    private final Body body;
    private final CodeBuilder code;

    ExpressionWriter(Body body) {
        this.body = body;
        this.code = body.code();
    }

    void push(Expr expr) {
        switch (expr) {
            case Expr.Const(BigInteger value) -> code.loadConstant(value.longValue());
            case Expr.Read(Field field) -> body.pushSlot(field.slot());
            case Expr.ReadOf(HeaderRef ref, int field) -> {
                if (ref instanceof HeaderRef.Fixed(Header header)) {
                    body.pushSlot(header.fields().get(field).slot());
                } else {
                    node(expr);
                }
            }
            case Expr.Valid(HeaderRef ref) -> {
                if (!(ref instanceof HeaderRef.Fixed(Header header))) {
                    node(expr);
                } else if (header.metadata()) {
                    code.lconst_1();
                } else {
                    body.pushSlot(header.validSlot());
                }
            }
            case Expr.Argument(int limb, int _) ->
                code.aload(Body.ARGUMENTS).loadConstant(limb).laload();
            case Expr.Unary(UnaryOp op, Expr operand) -> unary(op, operand);
            case Expr.Binary binary -> binary(binary);
            case Expr.Choice(Expr condition, Expr whenTrue, Expr whenFalse) -> {
                Label otherwise = code.newLabel();
                Label end = code.newLabel();
                jumpIfZero(condition, otherwise);
                push(whenTrue);
                code.goto_(end).labelBinding(otherwise);
                push(whenFalse);
                code.labelBinding(end);
            }
            case Expr.Wrap(Expr operand, int width) -> {
                push(operand);
                int unused = Math.max(0, 64 - width);
                code.loadConstant(unused).lshl().loadConstant(unused).lshr();
            }
            case Expr.Saturate saturate -> saturate(saturate);
            case Expr.LastIndex(HeaderStack stack) ->
                body.pushSlot(stack.nextSlot()).code().lconst_1().lsub();
            case Expr.StackSize(HeaderStack stack) -> body.pushSlot(stack.nextSlot());
            case Expr.Lookahead(int offset, int width) -> {
                if (width > 64) {
                    node(expr);
                } else {
                    code.aload(Body.PACKET)
                            .loadConstant(offset)
                            .loadConstant(width)
                            .loadConstant(body.nodes().ir().errors().packetTooShort());
                    body.call("lookahead", long.class, Packet.class, int.class, int.class, int.class);
                }
            }
        }
    }

    private void node(Expr expr) {
        body.pushNode(body.nodes().value(expr));
    }

    private void unary(UnaryOp op, Expr operand) {
        push(operand);
        switch (op) {
            case NEGATE -> code.lneg();
            case COMPLEMENT -> code.loadConstant(-1L).lxor();
            case NOT -> code.lconst_1().lxor();
        }
    }

    private void binary(Expr.Binary binary) {
        Expr left = binary.left();
        Expr right = binary.right();
        switch (binary.op()) {
            case ADD -> both(left, right).ladd();
            case SUBTRACT -> both(left, right).lsub();
            case MULTIPLY -> both(left, right).lmul();
            case AND -> both(left, right).land();
            case OR -> both(left, right).lor();
            case XOR -> both(left, right).lxor();
            case DIVIDE -> operation("divide", left, right);
            case MODULO -> operation("modulo", left, right);
            case SHIFT_LEFT -> shiftLeft(left, right);
            case SHIFT_RIGHT -> shiftRight(binary);
            case BOTH, EITHER, EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> truth(binary);
        }
    }

    private CodeBuilder both(Expr left, Expr right) {
        push(left);
        push(right);
        return code;
    }

    private void operation(String name, Expr left, Expr right) {
        both(left, right);
        body.call(name, long.class, long.class, long.class);
    }

    private void shiftLeft(Expr left, Expr right) {
        if (!(right instanceof Expr.Const(BigInteger count))) {
            operation("shiftLeft", left, right);
        } else if (count.bitLength() > 6) {
            code.lconst_0();
        } else {
            push(left);
            code.loadConstant(count.intValue()).lshl();
        }
    }

    private void shiftRight(Expr.Binary shift) {
        Range range = Range.of(shift.left());
        if (!range.fitsLong()) {
            node(shift);
        } else if (shift.right() instanceof Expr.Const(BigInteger count) && count.bitLength() <= 6) {
            push(shift.left());
            code.loadConstant(count.intValue());
            if (range.fitsUnsignedLong()) {
                code.lushr();
            } else {
                code.lshr();
            }
        } else {
            operation(range.fitsUnsignedLong() ? "shiftRightUnsigned" : "shiftRight", shift.left(), shift.right());
        }
    }

    private void saturate(Expr.Saturate saturate) {
        int width = saturate.widthBits();
        if (!Range.of(saturate.operand()).fitsSignedLong() || width > 63) {
            node(saturate);
            return;
        }
        push(saturate.operand());
        code.loadConstant(saturate.signed() ? -1L << (width - 1) : 0L)
                .loadConstant(saturate.signed() ? (1L << (width - 1)) - 1 : Bits.mask(width))
                .invokestatic(
                        Types.of(Math.class), "clamp", Types.method(long.class, long.class, long.class, long.class));
    }

    /** Pushes 1 or 0. */
    private void truth(Expr condition) {
        Label isFalse = code.newLabel();
        Label end = code.newLabel();
        jumpIfZero(condition, isFalse);
        code.lconst_1().goto_(end).labelBinding(isFalse).lconst_0().labelBinding(end);
    }

    void jumpIfZero(Expr condition, Label target) {
        jump(condition, target, false);
    }

    /** Jumps if the truth of the condition is as told; falls through otherwise. */
    private void jump(Expr condition, Label target, boolean when) {
        switch (condition) {
            case Expr.Binary(BinaryOp op, Expr left, Expr right)
            when op == BinaryOp.BOTH || op == BinaryOp.EITHER -> {
                if ((op == BinaryOp.EITHER) == when) {
                    jump(left, target, when);
                    jump(right, target, when);
                } else {
                    Label end = code.newLabel();
                    jump(left, end, !when);
                    jump(right, target, when);
                    code.labelBinding(end);
                }
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right)
            when compares(op, left, right) -> compare(op, left, right, target, when);
            default -> {
                if (condition instanceof Expr.Binary(BinaryOp op, Expr _, Expr _) && isComparison(op)) {
                    node(condition);
                } else {
                    push(condition);
                }
                code.lconst_0().lcmp();
                if (when) {
                    code.ifne(target);
                } else {
                    code.ifeq(target);
                }
            }
        }
    }

    private static boolean isComparison(BinaryOp op) {
        return switch (op) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, SHIFT_LEFT, SHIFT_RIGHT, AND, OR, XOR, BOTH, EITHER -> false;
        };
    }

    private static boolean compares(BinaryOp op, Expr left, Expr right) {
        Range l = Range.of(left);
        Range r = Range.of(right);
        return isComparison(op)
                && ((l.fitsSignedLong() && r.fitsSignedLong()) || (l.fitsUnsignedLong() && r.fitsUnsignedLong()));
    }

    private void compare(BinaryOp op, Expr left, Expr right, Label target, boolean when) {
        boolean signed = Range.of(left).fitsSignedLong() && Range.of(right).fitsSignedLong();
        both(left, right);
        if (signed) {
            code.lcmp();
        } else {
            code.invokestatic(Types.of(Long.class), "compareUnsigned", Types.method(int.class, long.class, long.class));
        }
        switch (op) {
            case EQUAL -> branch(when, () -> code.ifeq(target), () -> code.ifne(target));
            case NOT_EQUAL -> branch(when, () -> code.ifne(target), () -> code.ifeq(target));
            case LESS -> branch(when, () -> code.iflt(target), () -> code.ifge(target));
            case LESS_OR_EQUAL -> branch(when, () -> code.ifle(target), () -> code.ifgt(target));
            case GREATER -> branch(when, () -> code.ifgt(target), () -> code.ifle(target));
            case GREATER_OR_EQUAL -> branch(when, () -> code.ifge(target), () -> code.iflt(target));
            default -> throw new IllegalArgumentException("not a comparison: " + op);
        }
    }

    private static void branch(boolean when, Runnable ifTrue, Runnable ifFalse) {
        if (when) {
            ifTrue.run();
        } else {
            ifFalse.run();
        }
    }
}
