package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Expr.BinaryOp;
import io.slackline.p4switch.ir.Expr.UnaryOp;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.state.Bits;
import java.math.BigInteger;

/**
 * Expressions of more than 64 bits. Every node has scratch slots of its own in the arena, given at load time, so that evaluation
 * allocates nothing.
 */
final class WideExpressions {

    private final Expressions narrow;

    WideExpressions(Expressions narrow) {
        this.narrow = narrow;
    }

    /** A node for the value modulo two to the 64 times the limbs; exact, in two's complement, if the limbs hold the range. */
    WideNode node(Expr expr, int limbs) {
        int to = narrow.scratch(limbs);
        Range range = Range.of(expr);
        boolean direct = !(expr instanceof Expr.Const) && !(expr instanceof Expr.Saturate);
        if (range.fitsLong() && direct) {
            LongNode node = narrow.low(expr);
            boolean signed = range.signed();
            return new WideNode(to, limbs, p -> {
                p.slots[to] = node.eval(p);
                Limbs.extend(p.slots, to, 1, limbs, signed);
            });
        }
        return new WideNode(to, limbs, fill(expr, to, limbs));
    }

    private WideNode.Fill fill(Expr expr, int to, int limbs) {
        return switch (expr) {
            case Expr.Const(BigInteger value) -> constant(value, to, limbs);
            case Expr.Read(Field field) -> {
                int from = field.slot();
                int held = Math.min(limbs, field.limbs());
                boolean signed = field.signed();
                yield p -> {
                    System.arraycopy(p.slots, from, p.slots, to, held);
                    Limbs.extend(p.slots, to, held, limbs, signed);
                };
            }
            case Expr.ReadOf(HeaderRef ref, int index) -> readOf(ref, index, to, limbs);
            case Expr.Argument(int limb, int width) -> {
                int held = Math.min(limbs, (width + 63) / 64);
                yield p -> {
                    System.arraycopy(p.arguments, limb, p.slots, to, held);
                    Limbs.extend(p.slots, to, held, limbs, false);
                };
            }
            case Expr.Unary(UnaryOp op, Expr operand) -> unary(op, operand, to, limbs);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> binary(op, left, right, to, limbs);
            case Expr.Choice(Expr condition, Expr whenTrue, Expr whenFalse) -> {
                LongNode c = narrow.low(condition);
                WideNode t = node(whenTrue, limbs);
                WideNode f = node(whenFalse, limbs);
                yield p -> {
                    WideNode chosen = c.eval(p) != 0 ? t : f;
                    chosen.run(p);
                    System.arraycopy(p.slots, chosen.slot(), p.slots, to, limbs);
                };
            }
            case Expr.Wrap(Expr operand, int width) -> wrap(operand, width, to, limbs);
            case Expr.Saturate(Expr operand, int width, boolean signed) -> saturate(operand, width, signed, to, limbs);
            case Expr.Lookahead(int offset, int width) -> lookahead(offset, width, to, limbs);
            case Expr.Valid _, Expr.LastIndex _, Expr.StackSize _ ->
                throw new IllegalArgumentException("fits a long: " + expr);
        };
    }

    private static WideNode.Fill constant(BigInteger value, int to, int limbs) {
        long[] image = new long[limbs];
        Bits.fromBigInteger(value, image, 0, limbs);
        return p -> System.arraycopy(image, 0, p.slots, to, limbs);
    }

    private WideNode.Fill readOf(HeaderRef ref, int index, int to, int limbs) {
        HeaderNode header = narrow.header(ref);
        Field shape = ref.shape().fields().get(index);
        int distance = shape.slot() - ref.shape().validSlot();
        int held = Math.min(limbs, shape.limbs());
        return p -> {
            int valid = header.validSlot(p);
            for (int i = 0; i < held; i++) {
                p.slots[to + i] = valid < 0 ? 0 : p.slots[valid + distance + i];
            }
            Limbs.extend(p.slots, to, held, limbs, shape.signed());
        };
    }

    private WideNode.Fill unary(UnaryOp op, Expr operand, int to, int limbs) {
        WideNode node = node(operand, limbs);
        int zero = narrow.scratch(limbs);
        return switch (op) {
            case COMPLEMENT ->
                p -> {
                    node.run(p);
                    for (int i = 0; i < limbs; i++) {
                        p.slots[to + i] = ~p.slots[node.slot() + i];
                    }
                };
            case NEGATE ->
                p -> {
                    node.run(p);
                    Limbs.extend(p.slots, zero, 0, limbs, false);
                    Limbs.subtract(p.slots, to, zero, node.slot(), limbs);
                };
            case NOT -> throw new IllegalArgumentException("fits a long: " + op);
        };
    }

    private WideNode.Fill binary(BinaryOp op, Expr left, Expr right, int to, int limbs) {
        return switch (op) {
            case ADD, SUBTRACT, MULTIPLY, AND, OR, XOR -> modular(op, node(left, limbs), node(right, limbs), to, limbs);
            case SHIFT_LEFT -> {
                WideNode l = node(left, limbs);
                LongNode count = narrow.count(right);
                yield p -> {
                    l.run(p);
                    Limbs.shiftLeft(p.slots, to, l.slot(), count.eval(p), limbs);
                };
            }
            case SHIFT_RIGHT -> {
                int exact = Math.max(limbs, Range.of(left).limbs());
                WideNode l = node(left, exact);
                int shifted = narrow.scratch(exact);
                LongNode count = narrow.count(right);
                yield p -> {
                    l.run(p);
                    Limbs.shiftRight(p.slots, shifted, l.slot(), count.eval(p), exact);
                    System.arraycopy(p.slots, shifted, p.slots, to, limbs);
                };
            }
            case DIVIDE, MODULO -> {
                LongNode node = narrow.low(new Expr.Binary(op, left, right));
                yield p -> {
                    p.slots[to] = node.eval(p);
                    Limbs.extend(p.slots, to, 1, limbs, true);
                };
            }
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BOTH, EITHER ->
                throw new IllegalArgumentException("fits a long: " + op);
        };
    }

    private static WideNode.Fill modular(BinaryOp op, WideNode l, WideNode r, int to, int limbs) {
        return p -> {
            l.run(p);
            r.run(p);
            long[] s = p.slots;
            switch (op) {
                case ADD -> Limbs.add(s, to, l.slot(), r.slot(), limbs);
                case SUBTRACT -> Limbs.subtract(s, to, l.slot(), r.slot(), limbs);
                case MULTIPLY -> Limbs.multiply(s, to, l.slot(), r.slot(), limbs);
                case AND -> {
                    for (int i = 0; i < limbs; i++) {
                        s[to + i] = s[l.slot() + i] & s[r.slot() + i];
                    }
                }
                case OR -> {
                    for (int i = 0; i < limbs; i++) {
                        s[to + i] = s[l.slot() + i] | s[r.slot() + i];
                    }
                }
                case XOR -> {
                    for (int i = 0; i < limbs; i++) {
                        s[to + i] = s[l.slot() + i] ^ s[r.slot() + i];
                    }
                }
                default -> throw new IllegalArgumentException("not modular: " + op);
            }
        };
    }

    private WideNode.Fill wrap(Expr operand, int width, int to, int limbs) {
        int enough = Math.max(limbs, (width + 63) / 64);
        WideNode node = node(operand, enough);
        int up = narrow.scratch(enough);
        int unused = enough * 64 - width;
        return p -> {
            node.run(p);
            Limbs.shiftLeft(p.slots, up, node.slot(), unused, enough);
            Limbs.shiftRight(p.slots, node.slot(), up, unused, enough);
            System.arraycopy(p.slots, node.slot(), p.slots, to, limbs);
        };
    }

    private WideNode.Fill saturate(Expr operand, int width, boolean signed, int to, int limbs) {
        int exact = Math.max(Range.of(operand).limbs(), new Range(width, signed).limbs());
        WideNode node = node(operand, exact);
        BigInteger least = signed ? BigInteger.ONE.shiftLeft(width - 1).negate() : BigInteger.ZERO;
        BigInteger most = signed ? Bits.ones(width - 1) : Bits.ones(width);
        WideNode low = node(new Expr.Const(least), exact);
        WideNode high = node(new Expr.Const(most), exact);
        int copied = Math.min(limbs, exact);
        return p -> {
            node.run(p);
            low.run(p);
            high.run(p);
            int from = node.slot();
            if (Limbs.compare(p.slots, from, low.slot(), exact) < 0) {
                from = low.slot();
            } else if (Limbs.compare(p.slots, from, high.slot(), exact) > 0) {
                from = high.slot();
            }
            System.arraycopy(p.slots, from, p.slots, to, copied);
            Limbs.extend(p.slots, to, copied, limbs, signed);
        };
    }

    private WideNode.Fill lookahead(int offset, int width, int to, int limbs) {
        LongNode present = narrow.low(new Expr.Lookahead(offset + width - 1, 1));
        return p -> {
            present.eval(p);
            for (int i = 0; i < limbs; i++) {
                int above = width - 64 * i;
                int take = Math.clamp(above, 0, 64);
                p.slots[to + i] =
                        take == 0 || !p.has(offset + width) ? 0 : p.bits(p.cursorBits + offset + above - take, take);
            }
        };
    }
}
