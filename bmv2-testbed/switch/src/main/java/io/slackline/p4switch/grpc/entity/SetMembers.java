package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.Field;
import io.slackline.p4switch.target.MatchValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Members of value sets: the engine knows them as one number under one mask, the first field in the most significant bits; or as a range of the only field. */
final class SetMembers {

    /**
     * Puts the values of all fields together.
     *
     * @param values one for each field
     */
    static MatchValue join(String what, List<Field> fields, List<MatchValue> values) {
        if (values.size() == 1 && values.getFirst() instanceof MatchValue.Range range) {
            return range;
        }
        BigInteger value = BigInteger.ZERO;
        BigInteger mask = BigInteger.ZERO;
        int width = 0;
        for (int i = 0; i < fields.size(); i++) {
            int bits = fields.get(i).widthBits();
            MatchValue.Ternary part = ternary(what, fields.get(i), values.get(i));
            value = value.shiftLeft(bits).or(part.value());
            mask = mask.shiftLeft(bits).or(part.mask());
            width += bits;
        }
        return mask.equals(ones(width)) ? new MatchValue.Exact(value) : new MatchValue.Ternary(value, mask);
    }

    /** Takes a member apart again. */
    static List<MatchValue> split(List<Field> fields, MatchValue member) {
        if (member instanceof MatchValue.Range range) {
            return List.of(range);
        }
        int width = fields.stream().mapToInt(Field::widthBits).sum();
        BigInteger value;
        BigInteger mask;
        switch (member) {
            case MatchValue.Exact(BigInteger exact) -> {
                value = exact;
                mask = ones(width);
            }
            case MatchValue.Ternary(BigInteger bits, BigInteger under) -> {
                value = bits;
                mask = under;
            }
            case MatchValue.Any _, MatchValue.Lpm _, MatchValue.Range _ ->
                throw new IllegalStateException("no member of a value set: " + member);
        }
        List<MatchValue> values = new ArrayList<>(fields.size());
        int below = width;
        for (Field field : fields) {
            below -= field.widthBits();
            BigInteger all = ones(field.widthBits());
            values.add(value(
                    field,
                    value.shiftRight(below).and(all),
                    mask.shiftRight(below).and(all)));
        }
        return values;
    }

    private static MatchValue value(Field field, BigInteger value, BigInteger mask) {
        if (mask.signum() == 0) {
            return new MatchValue.Any();
        }
        return switch (field.kind()) {
            case EXACT, OPTIONAL -> new MatchValue.Exact(value);
            case LPM -> new MatchValue.Lpm(value, mask.bitCount());
            case TERNARY, RANGE -> new MatchValue.Ternary(value, mask);
        };
    }

    private static MatchValue.Ternary ternary(String what, Field field, MatchValue value) {
        BigInteger all = ones(field.widthBits());
        return switch (value) {
            case MatchValue.Exact(BigInteger exact) -> new MatchValue.Ternary(exact, all);
            case MatchValue.Ternary ternary -> ternary;
            case MatchValue.Lpm(BigInteger prefix, int length) ->
                new MatchValue.Ternary(
                        prefix, all.shiftRight(field.widthBits() - length).shiftLeft(field.widthBits() - length));
            case MatchValue.Any() -> new MatchValue.Ternary(BigInteger.ZERO, BigInteger.ZERO);
            case MatchValue.Range _ ->
                throw invalid(what + ", match field " + field.describe()
                        + ": a range is supported in value sets of one field only; supported beside other fields: exact, lpm,"
                        + " ternary, optional");
        };
    }

    private static BigInteger ones(int widthBits) {
        return BigInteger.ONE.shiftLeft(widthBits).subtract(BigInteger.ONE);
    }

    private SetMembers() {}
}
