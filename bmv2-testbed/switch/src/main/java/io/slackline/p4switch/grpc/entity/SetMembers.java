package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.grpc.schema.Field;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Members of value sets, as the engine knows them: one number under one mask, the first field in the most significant bits. A range is as many
 * members as it has prefixes; ranges of several fields multiply.
 */
final class SetMembers {

    /** Each costs a comparison for each packet that the set is asked about. */
    private static final int MOST_PARTS = 4096;

    /**
     * Puts the values of all fields together.
     *
     * @param values one for each field
     * @throws TargetException RESOURCE_EXHAUSTED if the ranges make too many members
     */
    static List<MatchValue> join(String what, List<Field> fields, List<MatchValue> values) {
        List<MatchValue.Ternary> joined = List.of(new MatchValue.Ternary(BigInteger.ZERO, BigInteger.ZERO));
        for (int i = 0; i < fields.size(); i++) {
            int widthBits = fields.get(i).widthBits();
            List<MatchValue.Ternary> parts = parts(widthBits, values.get(i));
            if ((long) joined.size() * parts.size() > MOST_PARTS) {
                throw new TargetException(
                        TargetException.Code.RESOURCE_EXHAUSTED,
                        what + ": the ranges of a member make more than " + MOST_PARTS + " combinations of prefixes");
            }
            List<MatchValue.Ternary> longer = new ArrayList<>();
            for (MatchValue.Ternary before : joined) {
                for (MatchValue.Ternary part : parts) {
                    longer.add(new MatchValue.Ternary(
                            before.value().shiftLeft(widthBits).or(part.value()),
                            before.mask().shiftLeft(widthBits).or(part.mask())));
                }
            }
            joined = longer;
        }
        return List.copyOf(joined);
    }

    private static List<MatchValue.Ternary> parts(int widthBits, MatchValue value) {
        BigInteger all = BigInteger.ONE.shiftLeft(widthBits).subtract(BigInteger.ONE);
        return switch (value) {
            case MatchValue.Exact(BigInteger exact) -> List.of(new MatchValue.Ternary(exact, all));
            case MatchValue.Ternary ternary -> List.of(ternary);
            case MatchValue.Lpm(BigInteger prefix, int length) ->
                List.of(new MatchValue.Ternary(
                        prefix, all.shiftRight(widthBits - length).shiftLeft(widthBits - length)));
            case MatchValue.Range range -> range.prefixes(widthBits);
            case MatchValue.Any() -> List.of(new MatchValue.Ternary(BigInteger.ZERO, BigInteger.ZERO));
        };
    }

    private SetMembers() {}
}
