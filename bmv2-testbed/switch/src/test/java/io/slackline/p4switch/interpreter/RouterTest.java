package io.slackline.p4switch.interpreter;

import static io.slackline.p4switch.device.SwitchFixture.call;
import static io.slackline.p4switch.device.SwitchFixture.entry;
import static io.slackline.p4switch.device.SwitchFixture.key;
import static io.slackline.p4switch.device.SwitchFixture.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.target.ControllerHeader;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.DirectCells;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A router's day: routes, access lists, checksums, direct counters and meters, the controller's port. */
@ParameterizedClass
@EnumSource(Engine.class)
final class RouterTest {

    private static final String ROUTE = "RouterIngress.route";
    private static final String ACCESS = "RouterIngress.access";
    private static final MatchValue ANY = new MatchValue.Any();
    private static final ControllerHeader HEADER = new ControllerHeader(List.of(9, 7));

    private final SwitchFixture fixture;

    RouterTest(Engine engine) {
        fixture = SwitchFixture.running("router", engine);
    }

    @BeforeEach
    void route() {
        fixture.device().insert(ROUTE, route(0x0A000000, 8, 2));
        fixture.device().insert(ROUTE, route(0x0A010000, 16, 3));
        fixture.device().insert(ROUTE, route(0x0A010203, 32, 4));
    }

    private static TableEntry route(long prefix, int length, int port) {
        return entry(
                key(0, new MatchValue.Lpm(number(prefix), length)),
                call("RouterIngress.forward", port, 0x020000000000L + port));
    }

    /** An IPv4 packet with a right checksum. */
    private static String packet(int ttl, int tos, int protocol, String source, String destination) {
        String head = String.format("45%02x0014000100%02x%02x%02x0000%s%s", tos, 0, ttl, protocol, source, destination);
        byte[] bytes = SwitchFixture.bytes(head);
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        String checksum = String.format("%04x", ~sum & 0xFFFF);
        return "0000000000aa0000000000bb0800" + head.substring(0, 20) + checksum + head.substring(24);
    }

    private static String expected(String packet, int port) {
        return String.format("%012x", 0x020000000000L + port) + "0000000000aa" + packet.substring(24);
    }

    @Test
    void takesTheLongestPrefixAndUpdatesTtlAndChecksum() {
        String source = "c0a80001";
        for (Map.Entry<String, Integer> way :
                Map.of("0a090909", 2, "0a01ffff", 3, "0a010203", 4).entrySet()) {
            int port = way.getValue();
            String in = packet(64, 0, 6, source, way.getKey());
            String out = packet(63, 0, 6, source, way.getKey());
            assertEquals(
                    List.of(port + ":" + expected(out, port)),
                    fixture.send(1, in).sent());
        }
    }

    @Test
    void dropsWhatHasNoRouteOrAWrongChecksum() {
        fixture.send(1, packet(64, 0, 6, "c0a80001", "0b000001"));
        String bad = packet(64, 0, 6, "c0a80001", "0a000001").replace("4000", "3f00");
        fixture.send(1, bad);
        assertEquals(List.of(), fixture.sent());
        assertEquals(Map.of(DropCause.INGRESS_DROP, 2L), fixture.drops());
    }

    @Test
    void forgetsADeletedRoute() {
        fixture.device().delete(ROUTE, route(0x0A010203, 32, 4).key());
        assertEquals(
                "3:",
                fixture.send(1, packet(64, 0, 6, "c0a80001", "0a010203"))
                        .sent()
                        .getFirst()
                        .substring(0, 2));
    }

    @Test
    void theLargerPriorityWins() {
        MatchValue subnet = new MatchValue.Ternary(number(0xC0A80000L), number(0xFFFF0000L));
        fixture.device().insert(ACCESS, entry(key(10, subnet, ANY, ANY), call("RouterIngress.drop")));
        String packet = packet(64, 0, 6, "c0a80001", "0a000001");
        assertEquals(List.of(), fixture.send(1, packet).sent());
        MatchValue tcp = SwitchFixture.exact(6);
        fixture.device().insert(ACCESS, entry(key(11, subnet, tcp, ANY), call("NoAction")));
        assertEquals(1, fixture.send(1, packet).sent().size());
        assertEquals(
                0,
                fixture.send(1, packet(64, 0, 17, "c0a80001", "0a000001"))
                        .sent()
                        .size());
        MatchValue lengths = new MatchValue.Range(number(20), number(30));
        fixture.device().insert(ACCESS, entry(key(12, subnet, tcp, lengths), call("RouterIngress.drop")));
        assertEquals(0, fixture.send(1, packet).sent().size());
    }

    @Test
    void appliesConstantEntries() {
        assertEquals(
                0,
                fixture.send(1, packet(64, 0xE4, 6, "c0a80001", "0a000001"))
                        .sent()
                        .size());
        assertEquals(
                1,
                fixture.send(1, packet(64, 0x64, 6, "c0a80001", "0a000001"))
                        .sent()
                        .size());
        assertEquals(1, fixture.device().entries("RouterIngress.fixed").size());
    }

    @Test
    void countsEachEntryAndKeepsTheCountWhenItIsModified() {
        String packet = packet(64, 0, 6, "c0a80001", "0a010203");
        fixture.send(1, packet).send(1, packet);
        TableEntry changed = route(0x0A010203, 32, 5);
        fixture.device().modify(ROUTE, changed);
        fixture.send(1, packet);
        TableEntry read = fixture.device().entry(ROUTE, changed.key()).orElseThrow();
        assertEquals(Optional.of(new CounterValue(3, 3 * 34)), read.cells().counter());
        assertEquals(changed.action(), read.action());
        assertEquals(
                List.of("4", "4", "5"),
                fixture.sent().stream().map(s -> s.substring(0, 1)).toList());
    }

    @Test
    void countsAndMetersMissesInTheDefaultEntry() {
        fixture.device().setDirectMeter(ROUTE, TableKey.DEFAULT, Optional.of(new MeterConfig(1, 1, 2, 2)));
        String packet = packet(64, 0, 6, "c0a80001", "0b010203");
        for (int i = 0; i < 3; i++) {
            fixture.send(1, packet);
        }
        DirectCells cells =
                fixture.device().directCells(ROUTE, TableKey.DEFAULT).orElseThrow();
        assertEquals(Optional.of(new CounterValue(3, 3 * 34)), cells.counter());
        assertEquals(
                Optional.of(new MeterCounts(new CounterValue(1, 34), new CounterValue(1, 34), new CounterValue(1, 34))),
                cells.marked());
    }

    @Test
    void metersEachEntry() {
        TableEntry limited = route(0x0A010203, 32, 4);
        fixture.device().setDirectMeter(ROUTE, limited.key(), Optional.of(new MeterConfig(1, 1, 2, 2)));
        String packet = packet(64, 0, 6, "c0a80001", "0a010203");
        for (int i = 0; i < 5; i++) {
            fixture.send(1, packet);
        }
        assertEquals(2, fixture.sent().size(), "burst of two");
        fixture.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 5; i++) {
            fixture.send(1, packet);
        }
        assertEquals(2, fixture.sent().size(), "two a second");
    }

    @Test
    void exchangesPacketsWithTheController() {
        fixture.device().insert(ACCESS, entry(key(1, ANY, ANY, ANY), call("RouterIngress.punt", 5)));
        fixture.send(3, packet(64, 0, 6, "c0a80001", "0a010203"));
        assertEquals(List.of(), fixture.sent());
        byte[] in = SwitchFixture.bytes(fixture.packetIns.getFirst());
        assertEquals(List.of(number(3), number(5)), HEADER.values(in));
        assertEquals(34, HEADER.payload(in).length);

        fixture.device().packetOut(HEADER.join(List.of(number(6), number(0)), SwitchFixture.bytes("0102")));
        assertEquals(List.of("6:0102"), fixture.sent());
    }
}
