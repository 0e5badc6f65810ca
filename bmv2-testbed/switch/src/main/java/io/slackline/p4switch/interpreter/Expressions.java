package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Expr.BinaryOp;
import io.slackline.p4switch.ir.Expr.UnaryOp;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.ProgramIr.ParserErrors;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.state.Bits;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;

/**
 * Turns expressions into nodes.
 *
 * <p>Sums, products, left shifts and bit operations are right modulo 2^64 if their operands are, so {@link #low} computes them on longs
 * whatever the width of the exact value; {@link WideExpressions} does the same modulo a greater power. Where the exact value matters the
 * range of the operand chooses between unsigned long, signed long and limbs.
 */
final class Expressions {

    private static final int MOST_EXACT_LIMBS = 64;

    private final ParserErrors errors;
    private final WideExpressions wide;
    private int slots;

    Expressions(int slots, ParserErrors errors) {
        this.slots = slots;
        this.errors = errors;
        this.wide = new WideExpressions(this);
    }

    /** Slots that the arena needs. */
    int slots() {
        return slots;
    }

    int scratch(int limbs) {
        int at = slots;
        slots += limbs;
        return at;
    }

    WideNode wide(Expr expr, int limbs) {
        return wide.node(expr, limbs);
    }

    LongNode low(Expr expr) {
        return switch (expr) {
            case Expr.Const(BigInteger value) -> constant(value.longValue());
            case Expr.Read(Field field) -> slot(field.slot());
            case Expr.ReadOf(HeaderRef ref, int field) -> {
                HeaderNode header = header(ref);
                int distance =
                        ref.shape().fields().get(field).slot() - ref.shape().validSlot();
                yield p -> {
                    int valid = header.validSlot(p);
                    return valid < 0 ? 0 : p.slots[valid + distance];
                };
            }
            case Expr.Valid(HeaderRef ref) -> valid(ref);
            case Expr.Argument(int limb, int _) -> p -> p.arguments[limb];
            case Expr.Unary(UnaryOp op, Expr operand) -> {
                LongNode node = low(operand);
                yield switch (op) {
                    case NEGATE -> p -> -node.eval(p);
                    case COMPLEMENT -> p -> ~node.eval(p);
                    case NOT -> p -> node.eval(p) ^ 1;
                };
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> binary(op, left, right);
            case Expr.Choice(Expr condition, Expr whenTrue, Expr whenFalse) -> {
                LongNode c = low(condition);
                LongNode t = low(whenTrue);
                LongNode f = low(whenFalse);
                yield p -> c.eval(p) != 0 ? t.eval(p) : f.eval(p);
            }
            case Expr.Wrap(Expr operand, int width) -> {
                LongNode node = low(operand);
                int unused = Math.max(0, 64 - width);
                yield p -> node.eval(p) << unused >> unused;
            }
            case Expr.Saturate saturate -> saturate(saturate);
            case Expr.LastIndex(HeaderStack stack) -> {
                int next = stack.nextSlot();
                yield p -> p.slots[next] - 1;
            }
            case Expr.StackSize(HeaderStack stack) -> slot(stack.nextSlot());
            case Expr.Lookahead(int offset, int width) -> {
                if (width > 64) {
                    WideNode node = wide.node(expr, (width + 63) / 64);
                    yield first(node);
                }
                yield p -> {
                    if (!p.has(offset + width)) {
                        p.parserError = errors.packetTooShort();
                        return 0;
                    }
                    return p.bits(p.cursorBits + offset, width);
                };
            }
        };
    }

    /** Reads the exact value of an expression, for a probe; of a huge one the low bits. */
    Function<Packet, BigInteger> exact(Expr expr) {
        Range range = Range.of(expr);
        int limbs = Math.min(MOST_EXACT_LIMBS, range.limbs());
        WideNode node = wide(expr, limbs);
        return p -> {
            node.run(p);
            BigInteger pattern = Bits.toBigInteger(p.slots, node.slot(), limbs);
            return range.signed() && pattern.testBit(64 * limbs - 1)
                    ? pattern.subtract(BigInteger.ONE.shiftLeft(64 * limbs))
                    : pattern;
        };
    }

    private static LongNode constant(long value) {
        return _ -> value;
    }

    private static LongNode slot(int slot) {
        return p -> p.slots[slot];
    }

    static LongNode first(WideNode node) {
        return p -> {
            node.run(p);
            return p.slots[node.slot()];
        };
    }

    /** Conditions: 1 or 0. */
    private LongNode valid(HeaderRef ref) {
        if (ref instanceof HeaderRef.Fixed(Header header)) {
            return header.metadata() ? constant(1) : slot(header.validSlot());
        }
        HeaderNode node = header(ref);
        return p -> {
            int valid = node.validSlot(p);
            return valid < 0 ? 0 : p.slots[valid];
        };
    }

    HeaderNode header(HeaderRef ref) {
        return switch (ref) {
            case HeaderRef.Fixed(Header header) -> {
                int valid = header.validSlot();
                yield _ -> valid;
            }
            case HeaderRef.Element(HeaderStack stack, int member, Expr index) -> {
                LongNode node = low(index);
                int base = stack.members().get(member).getFirst().validSlot();
                int size = stack.size();
                int stride = stack.stride();
                yield p -> {
                    long i = node.eval(p);
                    return i >= 0 && i < size ? base + (int) i * stride : HeaderNode.NONE;
                };
            }
            case HeaderRef.Last(HeaderStack stack, int member) -> {
                int base = stack.members().get(member).getFirst().validSlot();
                int stride = stack.stride();
                int next = stack.nextSlot();
                yield p -> {
                    int i = (int) p.slots[next] - 1;
                    return i >= 0 ? base + i * stride : HeaderNode.NONE;
                };
            }
        };
    }

    private LongNode binary(BinaryOp op, Expr left, Expr right) {
        return switch (op) {
            case ADD, SUBTRACT, MULTIPLY, AND, OR, XOR, BOTH, EITHER -> modular(op, left, right);
            case SHIFT_LEFT -> shiftLeft(low(left), right);
            case SHIFT_RIGHT -> shiftRight(left, right);
            case DIVIDE, MODULO -> divide(op, low(left), low(right));
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> compare(op, left, right);
        };
    }

    private LongNode modular(BinaryOp op, Expr left, Expr right) {
        LongNode l = low(left);
        if (right instanceof Expr.Const(BigInteger value)) {
            long k = value.longValue();
            switch (op) {
                case ADD -> {
                    return p -> l.eval(p) + k;
                }
                case SUBTRACT -> {
                    return p -> l.eval(p) - k;
                }
                case AND -> {
                    return p -> l.eval(p) & k;
                }
                default -> {}
            }
        }
        LongNode r = low(right);
        return switch (op) {
            case ADD -> p -> l.eval(p) + r.eval(p);
            case SUBTRACT -> p -> l.eval(p) - r.eval(p);
            case MULTIPLY -> p -> l.eval(p) * r.eval(p);
            case AND -> p -> l.eval(p) & r.eval(p);
            case OR -> p -> l.eval(p) | r.eval(p);
            case XOR -> p -> l.eval(p) ^ r.eval(p);
            case BOTH -> p -> l.eval(p) != 0 && r.eval(p) != 0 ? 1 : 0;
            case EITHER -> p -> l.eval(p) != 0 || r.eval(p) != 0 ? 1 : 0;
            default -> throw new IllegalArgumentException("not modular: " + op);
        };
    }

    /** A shift count; counts that a long cannot hold shift everything out. */
    LongNode count(Expr count) {
        LongNode node = low(count);
        return p -> {
            long n = node.eval(p);
            return n < 0 ? Long.MAX_VALUE : n;
        };
    }

    private LongNode shiftLeft(LongNode left, Expr right) {
        if (right instanceof Expr.Const(BigInteger value)) {
            int n = value.bitLength() > 31 ? 64 : value.intValue();
            return n >= 64 ? constant(0) : p -> left.eval(p) << n;
        }
        LongNode count = count(right);
        return p -> {
            long n = count.eval(p);
            return n >= 64 ? 0 : left.eval(p) << n;
        };
    }

    private LongNode shiftRight(Expr left, Expr right) {
        Range range = Range.of(left);
        LongNode count = count(right);
        if (range.fitsUnsignedLong()) {
            LongNode l = low(left);
            if (right instanceof Expr.Const(BigInteger value) && value.bitLength() <= 6) {
                int n = value.intValue();
                return p -> l.eval(p) >>> n;
            }
            return p -> {
                long n = count.eval(p);
                return n >= 64 ? 0 : l.eval(p) >>> n;
            };
        }
        if (range.fitsLong()) {
            LongNode l = low(left);
            return p -> l.eval(p) >> Math.min(63, count.eval(p));
        }
        int limbs = range.limbs();
        WideNode l = wide.node(left, limbs);
        int shifted = scratch(limbs);
        return p -> {
            l.run(p);
            Limbs.shiftRight(p.slots, shifted, l.slot(), count.eval(p), limbs);
            return p.slots[shifted];
        };
    }

    private static LongNode divide(BinaryOp op, LongNode left, LongNode right) {
        boolean quotient = op == BinaryOp.DIVIDE;
        return p -> {
            long divisor = right.eval(p);
            if (divisor == 0) {
                return 0;
            }
            long dividend = left.eval(p);
            return quotient ? dividend / divisor : dividend % divisor;
        };
    }

    private LongNode compare(BinaryOp op, Expr left, Expr right) {
        Range l = Range.of(left);
        Range r = Range.of(right);
        if (l.fitsSignedLong() && r.fitsSignedLong()) {
            return signed(op, left, right);
        }
        if (l.fitsUnsignedLong() && r.fitsUnsignedLong()) {
            return unsigned(op, low(left), low(right));
        }
        int limbs = Math.max(l.limbs(), r.limbs());
        WideNode a = wide.node(left, limbs);
        WideNode b = wide.node(right, limbs);
        return p -> {
            a.run(p);
            b.run(p);
            return holds(op, Limbs.compare(p.slots, a.slot(), b.slot(), limbs));
        };
    }

    private LongNode signed(BinaryOp op, Expr left, Expr right) {
        LongNode l = low(left);
        if (right instanceof Expr.Const(BigInteger value)) {
            long k = value.longValue();
            if (op == BinaryOp.EQUAL) {
                return p -> l.eval(p) == k ? 1 : 0;
            }
            if (op == BinaryOp.NOT_EQUAL) {
                return p -> l.eval(p) != k ? 1 : 0;
            }
        }
        LongNode r = low(right);
        return switch (op) {
            case EQUAL -> p -> l.eval(p) == r.eval(p) ? 1 : 0;
            case NOT_EQUAL -> p -> l.eval(p) != r.eval(p) ? 1 : 0;
            case LESS -> p -> l.eval(p) < r.eval(p) ? 1 : 0;
            case LESS_OR_EQUAL -> p -> l.eval(p) <= r.eval(p) ? 1 : 0;
            case GREATER -> p -> l.eval(p) > r.eval(p) ? 1 : 0;
            case GREATER_OR_EQUAL -> p -> l.eval(p) >= r.eval(p) ? 1 : 0;
            default -> throw new IllegalArgumentException("not a comparison: " + op);
        };
    }

    private static LongNode unsigned(BinaryOp op, LongNode l, LongNode r) {
        return p -> holds(op, Long.compareUnsigned(l.eval(p), r.eval(p)));
    }

    private static long holds(BinaryOp op, int order) {
        return switch (op) {
                    case EQUAL -> order == 0;
                    case NOT_EQUAL -> order != 0;
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    case GREATER_OR_EQUAL -> order >= 0;
                    default -> throw new IllegalArgumentException("not a comparison: " + op);
                }
                ? 1
                : 0;
    }

    private LongNode saturate(Expr.Saturate saturate) {
        Range range = Range.of(saturate.operand());
        int width = saturate.widthBits();
        if (range.fitsSignedLong() && width <= 63) {
            LongNode node = low(saturate.operand());
            long least = saturate.signed() ? -1L << (width - 1) : 0;
            long most = saturate.signed() ? (1L << (width - 1)) - 1 : Bits.mask(width);
            return p -> Math.clamp(node.eval(p), least, most);
        }
        return first(wide.node(saturate, Math.max(1, (width + 63) / 64)));
    }

    /** Nodes for a list of operands. */
    LongNode[] lows(List<Expr> exprs) {
        return exprs.stream().map(this::low).toArray(LongNode[]::new);
    }
}
