package io.slackline.p4switch.stf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our programs against their tests, and tests that must fail. */
final class StfRunnerTest {

    private static StfResult run(String program, Engine engine, String script) {
        return StfRunner.run(SwitchFixture.resource("/p4/" + program + ".json"), engine, StfParser.parse(script));
    }

    private static List<String> failures(String script) {
        return run("wire", Engine.COMPILED, script).failures();
    }

    @TestFactory
    Stream<DynamicTest> ourProgramsPass() {
        return Stream.of("copier", "edges", "memory", "router")
                .flatMap(program -> Stream.of(Engine.values())
                        .map(engine -> DynamicTest.dynamicTest(program + ", " + engine, () -> {
                            String script = new String(
                                    SwitchFixture.resource("/stf/" + program + ".stf"), StandardCharsets.UTF_8);
                            assertEquals(List.of(), run(program, engine, script).failures());
                        })));
    }

    @Test
    void aPacketThatDiffersIsToldWithBoth() {
        assertEquals(
                List.of("port 2, packet 1:\n  expected 0102*5\n  got      010203"),
                failures("packet 1 010203\nexpect 2 0102*5"));
    }

    @Test
    void anExpectedPacketIsAPrefixUnlessItEndsInADollar() {
        assertEquals(List.of(), failures("packet 1 010203\nexpect 2 0102"));
        assertEquals(1, failures("packet 1 010203\nexpect 2 0102$").size());
    }

    @Test
    void aPacketTooManyAndOneTooFewFail() {
        assertEquals(1, failures("packet 1 0102\npacket 1 0304\nexpect 2 0102").size());
        assertEquals(1, failures("packet 1 0102\nexpect 2 0102\nexpect 2 0304").size());
        assertEquals(1, failures("expect 3").size());
    }

    @Test
    void aPortThatTheTestDoesNotNameIsOnlyNoted() {
        StfResult result = run("wire", Engine.COMPILED, "packet 1 0102");
        assertTrue(result.passed());
        assertEquals(List.of("1 packets left by port 2, which the test does not name"), result.notes());
    }

    @Test
    void aRegisterThatDiffersFails() {
        StfResult result = run("memory", Engine.COMPILED, "\ncheck_register narrow(1) > 4");
        assertFalse(result.passed());
        assertEquals(List.of("line 2: register narrow(1) is 0, expected > 4"), result.failures());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fly 1                               | "fly" is no statement; valid: add, setdefault
            packet 1 012                        | packet of "012"
            packet x 01                         | expected a number
            expect 1 0g                         | expected expect PORT NIBBLES
            add route hdr.ipv4.dst              | expected add TABLE
            add road hdr.ipv4.dst:1 drop()      | there is no table "road"; valid: [
            add route hdr.ipv4.dst:1 fly()      | there is no action of table "RouterIngress.route" "fly"; valid: [
            add route ip:1 drop()               | has no key field "ip"; valid: [hdr.ipv4.dst]
            add route hdr.ipv4.dst:1 forward(x:1) | has no parameter "x"; valid: [port, dst]
            mc_node_associate 1 0               | there is no multicast group 1
            check_counter route_counter(e) == 1 | no entry was added as "e"
            remove route                        | expected remove all
            """)
    void aStatementThatCannotBeCarriedOutIsToldWithItsLine(String statement, String message) {
        StfException wrong = assertThrows(StfException.class, () -> run("router", Engine.COMPILED, "\n" + statement));
        assertTrue(String.valueOf(wrong.getMessage()).startsWith("line 2: "), wrong.toString());
        assertTrue(String.valueOf(wrong.getMessage()).contains(message), wrong.toString());
    }
}
