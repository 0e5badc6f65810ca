package io.slackline.p4switch.ir;

import java.math.BigInteger;

/**
 * An expression over integers of unlimited precision, as the format defines them: the compiler writes masks and casts wherever P4
 * wraps around. Booleans are 0 and 1. {@link Range#of} tells which values an expression can have.
 */
public sealed interface Expr {

    record Const(BigInteger value) implements Expr {}

    /** A field at a fixed place. */
    record Read(Field field) implements Expr {}

    /** A field of a header that the packet decides; {@code field} is an index into the fields of the shape. */
    record ReadOf(HeaderRef header, int field) implements Expr {}

    record Valid(HeaderRef header) implements Expr {}

    /** The action parameter whose value starts at a limb of the argument array. */
    record Argument(int limb, int widthBits) implements Expr {}

    record Unary(UnaryOp op, Expr operand) implements Expr {}

    record Binary(BinaryOp op, Expr left, Expr right) implements Expr {}

    record Choice(Expr condition, Expr whenTrue, Expr whenFalse) implements Expr {}

    /** Reinterprets the low bits as a two's complement number. */
    record Wrap(Expr operand, int widthBits) implements Expr {}

    /** Limits to what the width can hold. */
    record Saturate(Expr operand, int widthBits, boolean signed) implements Expr {}

    /** Index of the last element that is filled. */
    record LastIndex(HeaderStack stack) implements Expr {}

    /** Number of elements of a stack that are filled. */
    record StackSize(HeaderStack stack) implements Expr {}

    /** Bits of the packet that the parser has not consumed yet. */
    record Lookahead(int offsetBits, int widthBits) implements Expr {}

    enum UnaryOp {
        NEGATE,
        COMPLEMENT,
        NOT
    }

    enum BinaryOp {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO,
        SHIFT_LEFT,
        SHIFT_RIGHT,
        AND,
        OR,
        XOR,
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        BOTH,
        EITHER
    }

    static Expr of(long value) {
        return new Const(BigInteger.valueOf(value));
    }
}
