package io.slackline.p4switch.trace;

import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.interpreter.Probe;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.Target;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.trace.v1.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Names what expressions look at, and reads it out of packets. */
final class Readings {

    /** Reads one value of a packet. */
    @FunctionalInterface
    interface Reader {
        Value read(Packet p);
    }

    static Value of(String name, BigInteger value, int widthBits) {
        return Value.newBuilder()
                .setName(name)
                .setValue(hex(value))
                .setWidthBits(widthBits)
                .build();
    }

    static String hex(BigInteger value) {
        return value.signum() < 0 ? "-0x" + value.negate().toString(16) : "0x" + value.toString(16);
    }

    /** The present value of a field, as its bits. */
    static BigInteger bits(Packet p, Field field) {
        return Bits.toBigInteger(p.slots, field.slot(), field.limbs()).and(Bits.ones(field.widthBits()));
    }

    static Value of(Packet p, Field field) {
        return of(field.toString(), bits(p, field), field.widthBits());
    }

    /** What a field that is written has become. */
    static Reader target(Target target, Probe.Values values) {
        return switch (target) {
            case Target.Fixed(Field field) -> p -> of(p, field);
            case Target.Of(HeaderRef header, int field) -> {
                Field shape = target.shape();
                Function<Packet, String> name = name(header, values);
                Function<Packet, BigInteger> value = values.of(new Expr.ReadOf(header, field));
                yield p -> of(
                        name.apply(p) + "." + shape.name(),
                        value.apply(p).and(Bits.ones(shape.widthBits())),
                        shape.widthBits());
            }
        };
    }

    /** The name of a header that the packet may decide. */
    static Function<Packet, String> name(HeaderRef ref, Probe.Values values) {
        return switch (ref) {
            case HeaderRef.Fixed(var header) -> _ -> header.name();
            case HeaderRef.Element(var stack, int member, Expr index) -> {
                Function<Packet, BigInteger> at = values.of(index);
                yield p -> element(stack.members().get(member).size(), stack.name(), at.apply(p));
            }
            case HeaderRef.Last(var stack, int _) -> p -> stack.name() + "[" + (p.slots[stack.nextSlot()] - 1) + "]";
        };
    }

    private static String element(int size, String stack, BigInteger index) {
        boolean inside = index.signum() >= 0 && index.compareTo(BigInteger.valueOf(size)) < 0;
        return stack + "[" + index + "]" + (inside ? "" : " (outside)");
    }

    /** All fields that an expression looks at, each once. */
    static List<Reader> reads(Expr expr, Probe.Values values) {
        Map<Expr, Reader> found = new LinkedHashMap<>();
        collect(expr, values, found);
        return new ArrayList<>(found.values());
    }

    static List<Value> read(List<Reader> readers, Packet p) {
        return readers.stream().map(reader -> reader.read(p)).toList();
    }

    private static void collect(Expr expr, Probe.Values values, Map<Expr, Reader> found) {
        switch (expr) {
            case Expr.Const _, Expr.Argument _, Expr.Lookahead _ -> {}
            case Expr.Read(Field field) -> found.putIfAbsent(expr, p -> of(p, field));
            case Expr.ReadOf(HeaderRef header, int field) ->
                found.computeIfAbsent(expr, _ -> target(new Target.Of(header, field), values));
            case Expr.Valid(HeaderRef header) -> {
                Function<Packet, String> name = name(header, values);
                Function<Packet, BigInteger> value = values.of(expr);
                found.putIfAbsent(expr, p -> of(name.apply(p) + ".isValid()", value.apply(p), 1));
            }
            case Expr.LastIndex(var stack) ->
                found.putIfAbsent(
                        expr,
                        p -> of(stack.name() + ".lastIndex", BigInteger.valueOf(p.slots[stack.nextSlot()] - 1), 32));
            case Expr.StackSize(var stack) ->
                found.putIfAbsent(
                        expr, p -> of(stack.name() + ".size", BigInteger.valueOf(p.slots[stack.nextSlot()]), 32));
            case Expr.Unary(var _, Expr operand) -> collect(operand, values, found);
            case Expr.Binary(var _, Expr left, Expr right) -> {
                collect(left, values, found);
                collect(right, values, found);
            }
            case Expr.Choice(Expr condition, Expr whenTrue, Expr whenFalse) -> {
                collect(condition, values, found);
                collect(whenTrue, values, found);
                collect(whenFalse, values, found);
            }
            case Expr.Wrap(Expr operand, int _) -> collect(operand, values, found);
            case Expr.Saturate(Expr operand, int _, boolean _) -> collect(operand, values, found);
        }
    }

    private Readings() {}
}
