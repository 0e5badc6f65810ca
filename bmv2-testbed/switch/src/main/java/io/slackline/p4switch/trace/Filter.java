package io.slackline.p4switch.trace;

import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which packets: comparisons of {@code port}, {@code length} and the fields of parsed headers with numbers and addresses, joined by
 * {@code &&}, {@code ||}, {@code !} and parentheses; a header's name alone asks whether it is valid. A comparison with a field of a header
 * that the packet does not have is false, {@code !=} too.
 */
sealed interface Filter {

    /** A filter that knows where a program keeps its fields. */
    @FunctionalInterface
    interface Bound {
        boolean matches(Packet p);
    }

    record Everything() implements Filter {}

    record Both(Filter left, Filter right) implements Filter {}

    record Either(Filter left, Filter right) implements Filter {}

    record Not(Filter of) implements Filter {}

    record Valid(String header) implements Filter {}

    record Compare(String field, Comparison comparison, FilterValue value) implements Filter {}

    /** How a field and a value are compared, as unsigned numbers. */
    enum Comparison {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS_OR_EQUAL("<="),
        GREATER_OR_EQUAL(">="),
        LESS("<"),
        GREATER(">");

        final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }
    }

    /**
     * Reads a filter.
     *
     * @throws TargetException INVALID_ARGUMENT with the place that cannot be read
     */
    static Filter parse(String text) {
        return text.isBlank() ? new Everything() : new FilterParser(text).parse();
    }

    /**
     * Finds the fields.
     *
     * @throws TargetException INVALID_ARGUMENT if the program does not have one
     */
    default Bound bind(ProgramIr program) {
        return switch (this) {
            case Everything() -> _ -> true;
            case Both(Filter left, Filter right) -> {
                Bound l = left.bind(program);
                Bound r = right.bind(program);
                yield p -> l.matches(p) && r.matches(p);
            }
            case Either(Filter left, Filter right) -> {
                Bound l = left.bind(program);
                Bound r = right.bind(program);
                yield p -> l.matches(p) || r.matches(p);
            }
            case Not(Filter of) -> {
                Bound inner = of.bind(program);
                yield p -> !inner.matches(p);
            }
            case Valid(String name) -> {
                int valid = header(program, name).validSlot();
                yield p -> p.slots[valid] != 0;
            }
            case Compare(String field, Comparison comparison, FilterValue value) ->
                compare(program, field, comparison, value);
        };
    }

    private static Bound compare(ProgramIr program, String name, Comparison comparison, FilterValue value) {
        if (name.equals("port")) {
            return p -> holds(comparison, BigInteger.valueOf(p.ingressPort), value, 64);
        }
        if (name.equals("length")) {
            return p -> holds(comparison, BigInteger.valueOf(p.inLength), value, 64);
        }
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            throw TargetException.invalid("filter: there is no \"" + name + "\" to compare; valid: port, length, "
                    + "HEADER.FIELD of " + names(program));
        }
        Header header = header(program, name.substring(0, dot));
        Field field = header.fields().stream()
                .filter(f -> f.name().equals(name.substring(dot + 1)))
                .findFirst()
                .orElseThrow(() -> TargetException.invalid("filter: header \"" + header.name() + "\" has no field \""
                        + name.substring(dot + 1) + "\"; valid: "
                        + header.fields().stream().map(Field::name).collect(Collectors.joining(", "))));
        if (value.value().bitLength() > field.widthBits()) {
            throw TargetException.invalid("filter: " + value.text() + " does not fit " + field + ", which has "
                    + field.widthBits() + " bits");
        }
        Function<Packet, BigInteger> read =
                p -> Bits.toBigInteger(p.slots, field.slot(), field.limbs()).and(Bits.ones(field.widthBits()));
        return p -> p.slots[header.validSlot()] != 0 && holds(comparison, read.apply(p), value, field.widthBits());
    }

    private static Header header(ProgramIr program, String name) {
        String plain = name.startsWith("hdr.") ? name.substring(4) : name;
        Optional<Header> found =
                program.headers().stream().filter(h -> h.name().equals(plain)).findFirst();
        return found.orElseThrow(() -> TargetException.invalid(
                "filter: the program has no header \"" + plain + "\"; valid: " + names(program)));
    }

    private static String names(ProgramIr program) {
        List<String> names = program.headers().stream()
                .filter(header -> !header.metadata())
                .map(Header::name)
                .toList();
        return String.join(", ", names);
    }

    private static boolean holds(Comparison comparison, BigInteger field, FilterValue value, int widthBits) {
        int order = value.prefixBits()
                .map(bits -> {
                    int below = Math.max(0, widthBits - bits);
                    return field.shiftRight(below).compareTo(value.value().shiftRight(below));
                })
                .orElseGet(() -> field.compareTo(value.value()));
        return switch (comparison) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }
}
