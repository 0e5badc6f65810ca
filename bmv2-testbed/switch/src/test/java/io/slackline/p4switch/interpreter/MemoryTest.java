package io.slackline.p4switch.interpreter;

import static io.slackline.p4switch.device.SwitchFixture.call;
import static io.slackline.p4switch.device.SwitchFixture.exact;
import static io.slackline.p4switch.device.SwitchFixture.key;
import static io.slackline.p4switch.device.SwitchFixture.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.PortState;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.DigestConfig;
import io.slackline.p4switch.target.DigestList;
import io.slackline.p4switch.target.DirectCells;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.ProfileGroup;
import io.slackline.p4switch.target.ProfileGroup.WeightedMember;
import io.slackline.p4switch.target.ProfileMember;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TargetException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the switch remembers between packets. */
@ParameterizedClass
@EnumSource(Engine.class)
final class MemoryTest {

    private static final String SHARES = "MemoryIngress.shares";
    private static final String VALUE = "0123456789abcdef fedcba9876543210";

    private final SwitchFixture fixture;

    MemoryTest(Engine engine) {
        fixture = SwitchFixture.running("memory", engine);
    }

    private static String request(int op, int index, String value) {
        return String.format("%02x%08x", op, index) + value;
    }

    /** The value that the switch answers to a request of value zero. */
    private String ask(int op, int index) {
        return fixture.send(1, request(op, index, "0".repeat(32))).answer().substring(10);
    }

    private int sentTo(int op, int index, String value) {
        List<String> sent = fixture.send(9, request(op, index, value)).sent();
        return sent.isEmpty() ? 0 : Integer.parseInt(sent.getFirst().substring(0, 1));
    }

    @Test
    void keepsRegistersOfAllWidths() {
        fixture.send(1, request(1, 3, VALUE)).sent();
        assertEquals("0".repeat(29) + "210", ask(2, 3));
        assertEquals("0".repeat(16) + "fedcba9876543210", ask(3, 3));
        assertEquals(VALUE.replace(" ", ""), ask(4, 3));
        assertEquals(number(0x210), fixture.device().register("MemoryIngress.narrow", 3));
        assertEquals(
                new java.math.BigInteger(VALUE.replace(" ", ""), 16),
                fixture.device().registers("MemoryIngress.wide").get(3));
    }

    @Test
    void readsRegistersThatTheControllerWrote() {
        fixture.device().setRegister("MemoryIngress.full", 15, number(0xCAFE));
        assertEquals("0".repeat(28) + "cafe", ask(3, 15));
    }

    @Test
    void ignoresAnIndexOutsideTheArray() {
        fixture.send(1, request(1, 16, VALUE)).sent();
        assertEquals("0".repeat(32), ask(3, 16));
        TargetException refused =
                assertThrows(TargetException.class, () -> fixture.device().register("MemoryIngress.full", 16));
        assertEquals("index 16 of \"MemoryIngress.full\": expected 0 to 15", refused.getMessage());
    }

    @Test
    void countsPacketsAndBytes() {
        ask(5, 2);
        ask(5, 2);
        ask(5, 4);
        assertEquals(new CounterValue(2, 42), fixture.device().counter("MemoryIngress.seen", 2));
        fixture.device().setCounter("MemoryIngress.seen", 2, CounterValue.ZERO);
        assertEquals(
                List.of(CounterValue.ZERO, CounterValue.ZERO, CounterValue.ZERO, CounterValue.ZERO),
                fixture.device().counters("MemoryIngress.seen"));
    }

    @Test
    void marksPacketsInThreeColours() {
        assertEquals("0".repeat(32), ask(6, 0), "green without configuration");
        fixture.device().setMeter("MemoryIngress.packets_meter", 0, Optional.of(new MeterConfig(1, 1, 1, 2)));
        assertEquals("0".repeat(32), ask(6, 0));
        assertEquals("0".repeat(31) + "1", ask(6, 0));
        assertEquals("0".repeat(31) + "2", ask(6, 0));
        fixture.advance(Duration.ofSeconds(1));
        assertEquals("0".repeat(32), ask(6, 0));
        assertEquals("0".repeat(31) + "2", ask(6, 0));
        fixture.device().setMeter("MemoryIngress.packets_meter", 0, Optional.empty());
        assertEquals("0".repeat(32), ask(6, 0));
    }

    @Test
    void marksPacketsAgainstOneRateAndTwoBursts() {
        fixture.device().setMeter("MemoryIngress.packets_meter", 0, Optional.of(new MeterConfig(1, 1, 1, 1, 2)));
        assertEquals("0".repeat(32), ask(6, 0));
        assertEquals("0".repeat(31) + "1", ask(6, 0));
        assertEquals("0".repeat(31) + "1", ask(6, 0));
        assertEquals("0".repeat(31) + "2", ask(6, 0));
        fixture.advance(Duration.ofSeconds(2));
        assertEquals("0".repeat(32), ask(6, 0), "the committed bucket is filled first");
        assertEquals("0".repeat(31) + "1", ask(6, 0), "what it has no room for goes into the other one");
        assertEquals("0".repeat(31) + "2", ask(6, 0));
    }

    @Test
    void countsPacketsByTheirColour() {
        fixture.device().setMeter("MemoryIngress.packets_meter", 0, Optional.of(new MeterConfig(1, 1, 1, 2)));
        for (int i = 0; i < 4; i++) {
            ask(6, 0);
        }
        assertEquals(
                new MeterCounts(new CounterValue(1, 21), new CounterValue(1, 21), new CounterValue(2, 42)),
                fixture.device().meterCounts("MemoryIngress.packets_meter", 0));
    }

    @Test
    void metersBytesByTheLengthOfThePacket() {
        fixture.device().setMeter("MemoryIngress.bytes_meter", 1, Optional.of(new MeterConfig(21, 42, 21, 42)));
        assertEquals("0".repeat(32), ask(7, 1));
        assertEquals("0".repeat(32), ask(7, 1));
        assertEquals("0".repeat(31) + "2", ask(7, 1));
        fixture.advance(Duration.ofSeconds(1));
        assertEquals("0".repeat(32), ask(7, 1));
    }

    @Test
    void sendsDigestsInListsAndWithholdsKnownOnesUntilAcknowledged() {
        ask(8, 1);
        fixture.tick();
        assertEquals(List.of(), fixture.digests, "nobody has asked for them");

        fixture.device().configureDigest("learn_t", new DigestConfig(1_000_000, 2, 1_000_000_000));
        ask(8, 1);
        ask(8, 1);
        assertEquals(List.of(), fixture.digests);
        ask(8, 2);
        fixture.runTimer();
        DigestList list = fixture.digests.getFirst();
        assertEquals(List.of(List.of(number(1), number(1)), List.of(number(1), number(2))), list.digests());
        ask(8, 1);
        ask(8, 3);
        fixture.advance(Duration.ofMillis(2));
        fixture.tick();
        assertEquals(
                List.of(List.of(number(1), number(3))), fixture.digests.get(1).digests());
        fixture.device().acknowledgeDigest("learn_t", list.listId());
        ask(8, 1);
        fixture.advance(Duration.ofMillis(2));
        fixture.tick();
        assertEquals(
                List.of(List.of(number(1), number(1))), fixture.digests.get(2).digests());
    }

    @Test
    void tellsOnceInEachTimeoutThatAnEntryHasNotBeenUsed() {
        TableEntry entry = new TableEntry(
                key(0, exact(5)),
                new TableAction.Direct(call("MemoryIngress.to", 3)),
                DirectCells.UNSET,
                Duration.ofSeconds(2).toNanos(),
                0,
                ByteBuffer.wrap(new byte[] {1, 2}));
        fixture.device().insert("MemoryIngress.aging", entry);
        fixture.advance(Duration.ofMillis(1900));
        assertEquals(3, sentTo(9, 5, VALUE));
        fixture.advance(Duration.ofMillis(1900));
        fixture.tick();
        assertEquals(List.of(), fixture.expired);
        fixture.advance(Duration.ofMillis(200));
        fixture.tick();
        fixture.tick();
        assertEquals(1, fixture.expired.size());
        assertEquals(entry.cookie(), fixture.expired.getFirst().cookie());
        assertEquals(
                Duration.ofMillis(2100).toNanos(), fixture.expired.getFirst().idleNanos());
        sentTo(9, 5, VALUE);
        fixture.advance(Duration.ofSeconds(3));
        fixture.tick();
        assertEquals(2, fixture.expired.size());
    }

    @Test
    void spreadsFlowsOverTheMembersOfAGroupByWeight() {
        for (int i = 1; i <= 3; i++) {
            fixture.device().insertMember(SHARES, new ProfileMember(i, call("MemoryIngress.to", i)));
        }
        fixture.device()
                .insertGroup(
                        SHARES,
                        new ProfileGroup(1, 16, List.of(new WeightedMember(1, 1, -1), new WeightedMember(2, 3, -1))));
        fixture.device().insert("MemoryIngress.spread", TableEntry.of(key(0, exact(10)), new TableAction.Group(1)));
        Map<Integer, Integer> shares = new HashMap<>();
        for (int flow = 0; flow < 1000; flow++) {
            String value = String.format("%032x", flow * 7919L);
            int port = sentTo(10, 0, value);
            assertEquals(port, sentTo(10, 0, value), "a flow stays");
            shares.merge(port, 1, Integer::sum);
        }
        assertEquals(java.util.Set.of(1, 2), shares.keySet());
        assertTrue(shares.get(2) > 650 && shares.get(2) < 850, shares::toString);

        fixture.device().modifyGroup(SHARES, new ProfileGroup(1, 16, List.of(new WeightedMember(3, 1, -1))));
        assertEquals(3, sentTo(10, 0, VALUE));
        fixture.device().modifyMember(SHARES, new ProfileMember(3, call("MemoryIngress.drop")));
        assertEquals(0, sentTo(10, 0, VALUE));
        TargetException inUse =
                assertThrows(TargetException.class, () -> fixture.device().deleteGroup(SHARES, 1));
        assertEquals(TargetException.Code.FAILED_PRECONDITION, inUse.code());
        fixture.device().delete("MemoryIngress.spread", key(0, exact(10)));
        fixture.device().deleteGroup(SHARES, 1);
        fixture.device().deleteMember(SHARES, 3);
    }

    @Test
    void aPortThatIsDownTakesItsMembersOut() {
        fixture.device().insertMember(SHARES, new ProfileMember(1, call("MemoryIngress.to", 1)));
        fixture.device().insertMember(SHARES, new ProfileMember(2, call("MemoryIngress.to", 2)));
        fixture.device()
                .insertGroup(
                        SHARES,
                        new ProfileGroup(1, 16, List.of(new WeightedMember(1, 15, 1), new WeightedMember(2, 1, 2))));
        fixture.device().insert("MemoryIngress.spread", TableEntry.of(key(0, exact(10)), new TableAction.Group(1)));
        fixture.device().portState(1, PortState.DOWN);
        for (int flow = 0; flow < 32; flow++) {
            assertEquals(2, sentTo(10, 0, String.format("%032x", flow * 7919L)));
        }
        fixture.device().portState(1, PortState.UP);
        fixture.device().portState(2, PortState.DOWN);
        assertEquals(1, sentTo(10, 0, VALUE));
    }

    @Test
    void takesOneShotSetsWithoutMembersOfTheirOwn() {
        fixture.device()
                .insert(
                        "MemoryIngress.spread",
                        TableEntry.of(
                                key(0, exact(10)),
                                new TableAction.OneShot(List.of(
                                        new TableAction.WeightedCall(call("MemoryIngress.to", 4), 1, -1),
                                        new TableAction.WeightedCall(call("MemoryIngress.to", 4), 2, -1)))));
        assertEquals(4, sentTo(10, 0, VALUE));
        assertEquals(List.of(), fixture.device().members(SHARES));
    }

    @Test
    void sharesActionsThroughAProfile() {
        fixture.device().insertMember("MemoryIngress.named", new ProfileMember(7, call("MemoryIngress.to", 6)));
        fixture.device()
                .insert("MemoryIngress.shared_actions", TableEntry.of(key(0, exact(1)), new TableAction.Member(7)));
        assertEquals(6, sentTo(11, 1, VALUE));
        assertEquals(9, sentTo(11, 2, VALUE), "a miss does nothing");
    }

    @Test
    void drawsRandomNumbersBetweenTheBounds() {
        Map<String, Integer> drawn = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            drawn.merge(ask(12, 0).substring(30), 1, Integer::sum);
        }
        assertEquals(java.util.Set.of("03", "04", "05", "06"), drawn.keySet());
        assertTrue(drawn.values().stream().allMatch(n -> n > 60 && n < 140), drawn::toString);
    }

    @Test
    void stampsPacketsWithMicrosecondsSinceTheStart() {
        fixture.advance(Duration.ofSeconds(2));
        assertEquals(String.format("%032x", 2_000_000), ask(13, 0));
    }

    @Test
    void dropsAndCountsAPacketThatBreaksAnAssertion() {
        assertEquals(1, fixture.send(1, request(14, 1, "0".repeat(32))).sent().size());
        assertEquals(0, fixture.send(1, request(14, 0, "0".repeat(32))).sent().size());
        assertEquals(Map.of(DropCause.ASSERTION_FAILED, 1L), fixture.drops());
    }

    @Test
    void logsWithoutTouchingThePacket() {
        assertEquals(
                request(15, 3, "0".repeat(32)),
                fixture.send(1, request(15, 3, "0".repeat(32))).answer());
    }
}
