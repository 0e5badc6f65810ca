package io.slackline.p4switch.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the switch cannot do it says when the program is loaded, with the name and the line in the source. */
final class RefusalTest {

    private static String program(String name) {
        return new String(SwitchFixture.resource("/p4/" + name + ".json"), StandardCharsets.UTF_8);
    }

    private static TargetException refused(String json) {
        return assertThrows(
                TargetException.class, () -> ProgramLoader.load(json.getBytes(StandardCharsets.UTF_8), Map.of()));
    }

    private static void assertUnsupported(String json, String message) {
        TargetException refused = refused(json);
        assertEquals(Code.UNIMPLEMENTED, refused.code());
        assertTrue(refused.getMessage().startsWith(message), refused::getMessage);
    }

    private static void assertMalformed(String json, String message) {
        TargetException refused = refused(json);
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertTrue(refused.getMessage().contains(message), refused::getMessage);
    }

    private static String changed(String program, String from, String to) {
        assertTrue(program.contains(from), () -> "the program has no " + from);
        return program.replace(from, to);
    }

    @Test
    void namesAnUnknownPrimitiveItsActionAndItsLine() {
        assertUnsupported(
                changed(program("memory"), "\"register_write\"", "\"register_swap\""),
                "memory.p4(96): primitive \"register_swap\" of action memory96 is not supported by this switch; supported: assign,");
    }

    @Test
    void namesAnUnknownHash() {
        assertUnsupported(
                changed(program("calculator"), "\"crc16\"", "\"crc17\""),
                "calculator.p4(94): algorithm \"crc17\" of calculation \"calc_0\" is not supported by this switch; supported: crc16, crc32,");
    }

    @Test
    void namesAnUnknownMatchKind() {
        assertUnsupported(
                changed(program("router"), "\"match_type\" : \"range\"", "\"match_type\" : \"regex\""),
                "router.p4(125): match kind \"regex\" of table \"RouterIngress.access\" is not supported by this switch; supported: exact, lpm,");
    }

    @Test
    void namesAnUnknownParserOperation() {
        assertUnsupported(
                changed(program("router"), "\"op\" : \"verify\"", "\"op\" : \"guess\""),
                "parser operation \"guess\" of state \"ipv4\" is not supported by this switch; supported: extract,");
    }

    @Test
    void namesAnExtern() {
        assertUnsupported(
                changed(
                        program("wire"),
                        "\"extern_instances\" : []",
                        "\"extern_instances\" : [{\"name\": \"WireIngress.sum\", \"id\": 0, \"type\": \"Checksum\","
                                + " \"source_info\": {\"filename\": \"wire.p4\", \"line\": 7, \"column\": 1}}]"),
                "wire.p4(7): extern \"WireIngress.sum\" of type \"Checksum\" is not supported by this switch; supported: the externs of v1model");
    }

    @Test
    void tellsWhatIsNoProgram() {
        assertMalformed("not json", "compiled program is not JSON");
        assertMalformed("[]", "expected an object with \"pipelines\"");
        assertMalformed(changed(program("wire"), "\"version\" : [2, ", "\"version\" : [3, "), "format version [3,");
        assertMalformed(changed(program("router"), "\"ingress_port\"", "\"arrival_port\""), "ingress_port");
    }

    @Test
    void namesWhatIsNotDeclared() {
        assertMalformed(
                changed(program("memory"), "\"name\" : \"MemoryIngress.full\"", "\"name\" : \"MemoryIngress.fuller\""),
                "names the register array \"MemoryIngress.full\", which is not declared");
    }
}
