package io.slackline.p4switch.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.target.MatchValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Parser and deparser: stacks, unions, variable lengths, lookahead, value sets, errors. */
@ParameterizedClass
@EnumSource(Engine.class)
final class HeadersTest {

    private final SwitchFixture fixture;

    HeadersTest(Engine engine) {
        fixture = SwitchFixture.running("headers", engine);
    }

    private String through(String packet) {
        return fixture.send(2, packet).answer();
    }

    @Test
    void leavesWhatItDoesNotKnowAsPayload() {
        assertEquals("00cafe", through("00 cafe"));
    }

    @Test
    void pushesAnElementAndLosesNoneWhileThereIsRoom() {
        assertEquals("01" + "fe" + "02" + "0b" + "99", through("01 02 0b 99"));
    }

    @Test
    void pushesTheLastElementOutOfAFullStack() {
        assertEquals("01" + "fe" + "02" + "0a" + "99", through("01 02 0a 0d 99"));
    }

    @Test
    void popsTheFirstElement() {
        assertEquals("01" + "0b" + "99", through("01 04 0b 99"));
    }

    @Test
    void copiesAnElementOverAnother() {
        assertEquals("01" + "06" + "0a" + "0a" + "99", through("01 06 0a 0d 99"));
    }

    @Test
    void extractsAndEmitsAVariableLength() {
        assertEquals("0203010203ff", through("02 03 010203 ff"));
        assertEquals("0200ff", through("02 00 ff"));
        assertEquals("02080102030405060708ff", through("02 08 0102030405060708 ff"));
    }

    @Test
    void makingOneMemberOfAUnionValidMakesTheOthersInvalid() {
        assertEquals("0352010203ff", through("03 5107 ff"));
        assertEquals("0353aabbccff", through("03 53aabbcc ff"));
    }

    @Test
    void tellsParserErrorsToIngressAndKeepsWhatWasParsed() {
        assertEquals("0201" + "05aabb", through("02 05aabb"), "packet too short");
        assertEquals("0204" + "09" + "010203040506070809", through("02 09 010203040506070809"), "header too short");
        assertEquals("036677", through("03 6677"), "no match is no error, as on bmv2");
        assertEquals("0103" + "000000" + "01", through("01 00000001"), "stack out of bounds");
    }

    @Test
    void selectsByAValueSetThatTheControllerFills() {
        assertEquals("40ff", through("40 ff"));
        fixture.device().setValueSet("HeadersParser.known_kinds", List.of(SwitchFixture.exact(0x40)));
        assertEquals("40aaff", through("40 ff"));
        assertEquals("41ff", through("41 ff"));
        fixture.device()
                .setValueSet(
                        "HeadersParser.known_kinds",
                        List.of(new MatchValue.Ternary(SwitchFixture.number(0x40), SwitchFixture.number(0xF0))));
        assertEquals("4faaff", through("4f ff"));
        assertEquals(1, fixture.device().valueSet("HeadersParser.known_kinds").size());
    }
}
