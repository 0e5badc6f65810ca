package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.Field;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.Program.MatchKind;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import p4.v1.FieldMatch;

/** Match keys: P4Runtime's repeated FieldMatch, in any order and without the "don't care"s, to and from one value for each field. */
final class Matches {

    /**
     * Reads a key.
     *
     * @param owner what the fields belong to, for messages
     * @return one value for each field, in their order
     * @throws TargetException INVALID_ARGUMENT or OUT_OF_RANGE; the message names the field
     */
    static List<MatchValue> decode(String owner, List<Field> fields, List<FieldMatch> matches) {
        @Nullable MatchValue[] values = new @Nullable MatchValue[fields.size()];
        for (FieldMatch match : matches) {
            int position = position(owner, fields, match.getFieldId());
            Field field = fields.get(position);
            if (values[position] != null) {
                throw invalid(owner + ": match field " + field.describe() + " is given twice");
            }
            values[position] = decode(owner, field, match);
        }
        List<MatchValue> key = new ArrayList<>(fields.size());
        for (int i = 0; i < values.length; i++) {
            MatchValue value = values[i];
            if (value == null && fields.get(i).kind() == MatchKind.EXACT) {
                throw invalid(owner + ": exact match fields cannot be left out; missing: " + missing(fields, values));
            }
            key.add(value == null ? new MatchValue.Any() : value);
        }
        return key;
    }

    static List<FieldMatch> encode(List<Field> fields, List<MatchValue> values) {
        List<FieldMatch> matches = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            Field field = fields.get(i);
            FieldMatch.Builder match = FieldMatch.newBuilder().setFieldId(field.id());
            switch (values.get(i)) {
                case MatchValue.Any any -> {
                    continue;
                }
                case MatchValue.Exact exact
                when field.kind() == MatchKind.OPTIONAL ->
                    match.getOptionalBuilder().setValue(Codec.encode(exact.value(), field.text()));
                case MatchValue.Exact exact ->
                    match.getExactBuilder().setValue(Codec.encode(exact.value(), field.text()));
                case MatchValue.Lpm lpm ->
                    match.getLpmBuilder()
                            .setValue(Bitstrings.canonical(lpm.value()))
                            .setPrefixLen(lpm.prefixLength());
                // An optional field that p4c compiled to a ternary one has a full mask.
                case MatchValue.Ternary ternary
                when field.kind() == MatchKind.OPTIONAL ->
                    match.getOptionalBuilder().setValue(Codec.encode(ternary.value(), field.text()));
                case MatchValue.Ternary ternary ->
                    match.getTernaryBuilder()
                            .setValue(Bitstrings.canonical(ternary.value()))
                            .setMask(Bitstrings.canonical(ternary.mask()));
                case MatchValue.Range range ->
                    match.getRangeBuilder()
                            .setLow(Bitstrings.canonical(range.low()))
                            .setHigh(Bitstrings.canonical(range.high()));
            }
            matches.add(match.build());
        }
        return matches;
    }

    /** For error messages: the fields that are set, by their names. */
    static String describe(List<Field> fields, TableKey key) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name();
            switch (key.fields().get(i)) {
                case MatchValue.Any any -> {}
                case MatchValue.Exact exact -> parts.add(name + "=" + Bitstrings.hex(exact.value()));
                case MatchValue.Lpm lpm ->
                    parts.add(name + "=" + Bitstrings.hex(lpm.value()) + "/" + lpm.prefixLength());
                case MatchValue.Ternary ternary ->
                    parts.add(name + "=" + Bitstrings.hex(ternary.value()) + "&" + Bitstrings.hex(ternary.mask()));
                case MatchValue.Range range ->
                    parts.add(name + "=" + Bitstrings.hex(range.low()) + ".." + Bitstrings.hex(range.high()));
            }
        }
        if (key.priority() != 0) {
            parts.add("priority " + key.priority());
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static int position(String owner, List<Field> fields, int id) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).id() == id) {
                return i;
            }
        }
        throw invalid(owner + " has no match field " + id + "; valid: "
                + fields.stream().map(Field::describe).collect(Collectors.joining(", ")));
    }

    private static MatchValue decode(String owner, Field field, FieldMatch match) {
        Supplier<String> what = () -> owner + ", match field " + field.describe();
        return switch (match.getFieldMatchTypeCase()) {
            case EXACT -> {
                requireKind(field, MatchKind.EXACT, what);
                yield new MatchValue.Exact(
                        Codec.decode(match.getExact().getValue(), field.widthBits(), field.text(), what));
            }
            case OPTIONAL -> {
                requireKind(field, MatchKind.OPTIONAL, what);
                BigInteger value = Codec.decode(match.getOptional().getValue(), field.widthBits(), field.text(), what);
                yield field.compiledKind() == MatchKind.TERNARY
                        ? new MatchValue.Ternary(value, allOnes(field))
                        : new MatchValue.Exact(value);
            }
            case LPM -> {
                requireKind(field, MatchKind.LPM, what);
                yield lpm(field, match.getLpm(), what);
            }
            case TERNARY -> {
                requireKind(field, MatchKind.TERNARY, what);
                yield ternary(field, match.getTernary(), what);
            }
            case RANGE -> {
                requireKind(field, MatchKind.RANGE, what);
                yield range(field, match.getRange(), what);
            }
            case OTHER, FIELDMATCHTYPE_NOT_SET ->
                throw invalid(what.get() + ": the match is not set; expected " + lower(field.kind()));
        };
    }

    private static MatchValue lpm(Field field, FieldMatch.LPM lpm, Supplier<String> what) {
        BigInteger value = Bitstrings.unsigned(lpm.getValue(), field.widthBits(), what);
        int prefix = lpm.getPrefixLen();
        if (prefix < 1 || prefix > field.widthBits()) {
            throw invalid(what.get() + ": prefix length " + prefix + "; valid: 1 to " + field.widthBits()
                    + ", and a \"don't care\" field is left out");
        }
        if (value.signum() != 0 && value.getLowestSetBit() < field.widthBits() - prefix) {
            throw invalid(what.get() + ": value " + Bitstrings.hex(value) + " has bits set beyond its prefix of "
                    + prefix + " bits");
        }
        return new MatchValue.Lpm(value, prefix);
    }

    private static MatchValue ternary(Field field, FieldMatch.Ternary ternary, Supplier<String> what) {
        BigInteger value = Bitstrings.unsigned(ternary.getValue(), field.widthBits(), what);
        BigInteger mask = Bitstrings.unsigned(ternary.getMask(), field.widthBits(), what);
        if (mask.signum() == 0) {
            throw invalid(what.get() + ": the mask is zero; a \"don't care\" field is left out");
        }
        if (value.andNot(mask).signum() != 0) {
            throw invalid(what.get() + ": value " + Bitstrings.hex(value) + " has bits set outside its mask "
                    + Bitstrings.hex(mask));
        }
        return new MatchValue.Ternary(value, mask);
    }

    private static MatchValue range(Field field, FieldMatch.Range range, Supplier<String> what) {
        BigInteger low = Bitstrings.unsigned(range.getLow(), field.widthBits(), what);
        BigInteger high = Bitstrings.unsigned(range.getHigh(), field.widthBits(), what);
        if (low.compareTo(high) > 0) {
            throw invalid(what.get() + ": the range begins at " + Bitstrings.hex(low) + " and ends before it, at "
                    + Bitstrings.hex(high));
        }
        if (low.signum() == 0 && high.equals(allOnes(field))) {
            throw invalid(what.get() + ": the range holds every value; a \"don't care\" field is left out");
        }
        return new MatchValue.Range(low, high);
    }

    private static BigInteger allOnes(Field field) {
        return BigInteger.ONE.shiftLeft(field.widthBits()).subtract(BigInteger.ONE);
    }

    private static void requireKind(Field field, MatchKind given, Supplier<String> what) {
        if (field.kind() != given) {
            throw invalid(what.get() + ": expected a match of kind " + lower(field.kind()) + ", got " + lower(given));
        }
    }

    private static String missing(List<Field> fields, @Nullable MatchValue[] values) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] == null && fields.get(i).kind() == MatchKind.EXACT)
                .mapToObj(i -> fields.get(i).describe())
                .collect(Collectors.joining(", "));
    }

    private static String lower(MatchKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private Matches() {}
}
