package io.slackline.p4switch.grpc.entity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.slackline.p4switch.grpc.schema.Field;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.Program.MatchKind;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
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

    @Test
    void severalFieldsAreOneNumberUnderOneMask() {
        List<MatchValue> values = List.of(
                new MatchValue.Exact(number(0x1234)),
                new MatchValue.Ternary(number(0x10), number(0xF0)),
                new MatchValue.Lpm(number(0xC0), 2));
        MatchValue joined = SetMembers.join("set", FIELDS, values);
        assertEquals(new MatchValue.Ternary(number(0x123410C0L), number(0xFFFFF0C0L)), joined);
        assertEquals(values, SetMembers.split(FIELDS, joined));
    }

    @Test
    void fieldsThatDoNotMatterComeBackAsSuch() {
        List<MatchValue> values = List.of(new MatchValue.Exact(number(7)), new MatchValue.Any(), new MatchValue.Any());
        assertEquals(values, SetMembers.split(FIELDS, SetMembers.join("set", FIELDS, values)));
    }

    @Test
    void oneExactFieldIsItself() {
        List<Field> one = List.of(field(1, MatchKind.EXACT, 16));
        assertEquals(
                new MatchValue.Exact(number(8)), SetMembers.join("set", one, List.of(new MatchValue.Exact(number(8)))));
    }

    @Test
    void aRangeOfTheOnlyFieldIsItself() {
        List<Field> one = List.of(field(1, MatchKind.RANGE, 8));
        List<MatchValue> range = List.of(new MatchValue.Range(number(1), number(2)));
        assertEquals(range, SetMembers.split(one, SetMembers.join("set", one, range)));
    }

    @Test
    void rangesBesideOtherFieldsAreRefused() {
        assertThrows(
                TargetException.class,
                () -> SetMembers.join(
                        "set",
                        List.of(field(1, MatchKind.RANGE, 8), field(2, MatchKind.EXACT, 8)),
                        List.of(new MatchValue.Range(number(1), number(2)), new MatchValue.Exact(number(1)))));
    }
}
