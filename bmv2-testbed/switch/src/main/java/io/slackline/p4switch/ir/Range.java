package io.slackline.p4switch.ir;

import java.math.BigInteger;

/**
 * The values that an expression can have: {@code [0, 2^bits)} if unsigned, {@code [-2^(bits-1), 2^(bits-1))} if signed.
 *
 * <p>An engine computes modulo 2^64, or modulo a greater power, wherever the operation allows that, and needs the exact value only
 * as operand of a comparison, a right shift, a division or a saturation: there the range tells how many limbs make it exact.
 */
public record Range(int bits, boolean signed) {

    /** Wider values cannot be held; reached only by a left shift or product that nothing masks. */
    public static final int MAX_BITS = 1 << 16;

    private static final Range BOOL = new Range(1, false);

    /** Bits of a two's complement number that holds all values. */
    public int signedBits() {
        return signed ? bits : bits + 1;
    }

    /** The unsigned or signed 64-bit long holds all values. */
    public boolean fitsLong() {
        return bits <= 64;
    }

    public boolean fitsSignedLong() {
        return signedBits() <= 64;
    }

    public boolean fitsUnsignedLong() {
        return !signed && bits <= 64;
    }

    /** Limbs of a two's complement number that holds all values. */
    public int limbs() {
        return Math.max(1, (signedBits() + 63) / 64);
    }

    public static Range of(Expr expr) {
        return switch (expr) {
            case Expr.Const(BigInteger value) -> ofConstant(value);
            case Expr.Read(Field field) -> new Range(field.widthBits(), field.signed());
            case Expr.ReadOf(HeaderRef header, int field) -> {
                Field shape = header.shape().fields().get(field);
                yield new Range(shape.widthBits(), shape.signed());
            }
            case Expr.Valid _ -> BOOL;
            case Expr.Argument(int _, int width) -> new Range(width, false);
            case Expr.Unary(Expr.UnaryOp op, Expr operand) ->
                switch (op) {
                    case NOT -> BOOL;
                    case NEGATE, COMPLEMENT -> cap(of(operand).signedBits() + 1, true);
                };
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> ofBinary(op, left, right);
            case Expr.Choice(Expr _, Expr whenTrue, Expr whenFalse) -> union(of(whenTrue), of(whenFalse));
            case Expr.Wrap(Expr _, int width) -> new Range(width, true);
            case Expr.Saturate(Expr _, int width, boolean signed) -> new Range(width, signed);
            case Expr.LastIndex _, Expr.StackSize _ -> new Range(32, true);
            case Expr.Lookahead(int _, int width) -> new Range(width, false);
        };
    }

    private static Range ofConstant(BigInteger value) {
        return value.signum() < 0
                ? new Range(value.bitLength() + 1, true)
                : new Range(Math.max(1, value.bitLength()), false);
    }

    private static Range ofBinary(Expr.BinaryOp op, Expr left, Expr right) {
        return switch (op) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BOTH, EITHER -> BOOL;
            case ADD -> {
                Range u = union(of(left), of(right));
                yield cap(u.bits + 1, u.signed);
            }
            case SUBTRACT -> cap(union(of(left), of(right)).signedBits() + 1, true);
            case MULTIPLY -> {
                Range l = of(left);
                Range r = of(right);
                yield l.signed || r.signed ? cap(l.signedBits() + r.signedBits(), true) : cap(l.bits + r.bits, false);
            }
            case DIVIDE -> {
                Range u = union(of(left), of(right));
                yield cap(u.bits + 1, u.signed);
            }
            case MODULO -> union(of(left), of(right));
            case SHIFT_LEFT -> {
                Range l = of(left);
                if (right instanceof Expr.Const(BigInteger count)) {
                    yield cap(count.bitLength() > 31 ? MAX_BITS : l.bits + count.intValue(), l.signed);
                }
                Range r = of(right);
                yield cap(r.bits > 15 ? MAX_BITS : l.bits + (1 << r.bits) - 1, l.signed);
            }
            case SHIFT_RIGHT -> {
                Range l = of(left);
                yield right instanceof Expr.Const(BigInteger count) && count.bitLength() <= 31
                        ? new Range(Math.max(1, l.bits - count.intValue()), l.signed)
                        : l;
            }
            case AND -> {
                Range l = of(left);
                Range r = of(right);
                if (!l.signed && !r.signed) {
                    yield new Range(Math.min(l.bits, r.bits), false);
                }
                if (!l.signed) {
                    yield l;
                }
                yield r.signed ? union(l, r) : r;
            }
            case OR, XOR -> union(of(left), of(right));
        };
    }

    private static Range union(Range a, Range b) {
        return a.signed || b.signed
                ? new Range(Math.max(a.signedBits(), b.signedBits()), true)
                : new Range(Math.max(a.bits, b.bits), false);
    }

    private static Range cap(long bits, boolean signed) {
        return new Range((int) Math.min(bits, MAX_BITS), signed);
    }
}
