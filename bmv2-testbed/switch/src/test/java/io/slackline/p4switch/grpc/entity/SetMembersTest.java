package io.slackline.p4switch.grpc.entity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.slackline.p4switch.grpc.schema.Field;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.Program.MatchKind;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetMembersTest {

    private static final List<Field> FIELDS =
            List.of(field(1, MatchKind.EXACT, 16), field(2, MatchKind.TERNARY, 8), field(3, MatchKind.LPM, 8));

    private static Field field(int id, MatchKind kind, int widthBits) {
        return new Field(id, "f" + id, kind, kind, widthBits, Optional.empty());
    }

    private static BigInteger number(long value) {
        return BigInteger.valueOf(value);
    }

    private static MatchValue range(int low, int high) {
        return new MatchValue.Range(number(low), number(high));
    }

    @Test
    void severalFieldsAreOneNumberUnderOneMask() {
        List<MatchValue> values = List.of(
                new MatchValue.Exact(number(0x1234)),
                new MatchValue.Ternary(number(0x10), number(0xF0)),
                new MatchValue.Lpm(number(0xC0), 2));
        assertEquals(
                List.of(new MatchValue.Ternary(number(0x123410C0L), number(0xFFFFF0C0L))),
                SetMembers.join("set", FIELDS, values));
    }

    @Test
    void fieldsThatDoNotMatterHaveNoMask() {
        List<MatchValue> values = List.of(new MatchValue.Exact(number(7)), new MatchValue.Any(), new MatchValue.Any());
        assertEquals(
                List.of(new MatchValue.Ternary(number(0x70000), number(0xFFFF0000L))),
                SetMembers.join("set", FIELDS, values));
    }

    @Test
    void rangesMultiplyByTheirPrefixes() {
        List<Field> fields = List.of(field(1, MatchKind.RANGE, 4), field(2, MatchKind.RANGE, 4));
        assertEquals(
                List.of(
                        new MatchValue.Ternary(number(0x14), number(0xFE)),
                        new MatchValue.Ternary(number(0x16), number(0xFF)),
                        new MatchValue.Ternary(number(0x24), number(0xFE)),
                        new MatchValue.Ternary(number(0x26), number(0xFF))),
                SetMembers.join("set", fields, List.of(range(1, 2), range(4, 6))));
    }

    @Test
    void tooManyCombinationsAreExhausted() {
        List<Field> fields = Collections.nCopies(3, field(1, MatchKind.RANGE, 16));
        TargetException refused = assertThrows(
                TargetException.class, () -> SetMembers.join("set", fields, Collections.nCopies(3, range(1, 0xFFFE))));
        assertEquals(TargetException.Code.RESOURCE_EXHAUSTED, refused.code());
    }
}
