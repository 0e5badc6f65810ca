package io.slackline.p4switch.device;

import static io.slackline.p4switch.device.SwitchFixture.call;
import static io.slackline.p4switch.device.SwitchFixture.entry;
import static io.slackline.p4switch.device.SwitchFixture.exact;
import static io.slackline.p4switch.device.SwitchFixture.key;
import static io.slackline.p4switch.device.SwitchFixture.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.Replica;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the control side may and may not write, and that a refused write changes nothing. */
final class DeviceTest {

    private static final String ROUTE = "RouterIngress.route";
    private static final String ACCESS = "RouterIngress.access";
    private static final MatchValue ANY = new MatchValue.Any();

    private final SwitchFixture fixture = SwitchFixture.running("router");
    private final Device device = fixture.device();

    private static TableEntry route(long prefix, int length) {
        return entry(key(0, new MatchValue.Lpm(number(prefix), length)), call("RouterIngress.forward", 1, 2));
    }

    private static void assertRefused(Code code, String message, Executable call) {
        TargetException refused = assertThrows(TargetException.class, call);
        assertEquals(code, refused.code());
        assertTrue(refused.getMessage().contains(message), refused::getMessage);
    }

    @Test
    void refusesEverythingBeforeAProgram() {
        SwitchFixture idle = SwitchFixture.idle();
        assertRefused(
                Code.FAILED_PRECONDITION, "no program yet", () -> idle.device().entries(ROUTE));
        assertRefused(
                Code.FAILED_PRECONDITION, "no program yet", () -> idle.device().packetOut(new byte[20]));
        idle.send(1, "00");
        assertEquals(Map.of(DropCause.NO_PROGRAM, 1L), idle.drops());
    }

    @Test
    void describesTheProgram() {
        Program program = device.program().orElseThrow();
        Program.Table route = program.tables().stream()
                .filter(t -> t.name().equals(ROUTE))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(new Program.KeyField("hdr.ipv4.dst", Program.MatchKind.LPM, 32)), route.key());
        assertEquals(List.of("RouterIngress.forward", "RouterIngress.drop"), route.actions());
        assertEquals(Optional.of("RouterIngress.route_counter"), route.directCounter());
        assertEquals(Optional.of("RouterIngress.route_meter"), route.directMeter());
        assertEquals(1024, route.maxSize());
        assertTrue(program.actions()
                .contains(new Program.Action(
                        "RouterIngress.forward",
                        List.of(new Program.Parameter("port", 9), new Program.Parameter("dst", 48)))));
    }

    @Test
    void refusesAnEntryThatIsThereAndOneThatIsNot() {
        device.insert(ROUTE, route(0x0A000000, 8));
        assertRefused(
                Code.ALREADY_EXISTS, "has an entry with the key", () -> device.insert(ROUTE, route(0x0A000000, 8)));
        assertRefused(Code.NOT_FOUND, "has no entry", () -> device.modify(ROUTE, route(0x0B000000, 8)));
        assertRefused(
                Code.NOT_FOUND,
                "has no entry",
                () -> device.delete(ROUTE, route(0x0B000000, 8).key()));
        assertEquals(1, device.entries(ROUTE).size());
    }

    @Test
    void takesEqualKeysInDifferentFormsForEqual() {
        device.insert(ACCESS, entry(key(1, exact(5), ANY, ANY), call("RouterIngress.drop")));
        MatchValue same = new MatchValue.Ternary(number(5), number(0xFFFFFFFFL));
        MatchValue nothing = new MatchValue.Ternary(number(0), number(0));
        MatchValue allLengths = new MatchValue.Range(number(0), number(0xFFFF));
        assertRefused(
                Code.ALREADY_EXISTS,
                "has an entry",
                () -> device.insert(ACCESS, entry(key(1, same, nothing, allLengths), call("NoAction"))));
        assertEquals(
                List.of(same, ANY, ANY), device.entries(ACCESS).getFirst().key().fields());
    }

    @Test
    void refusesWrongKeys() {
        assertRefused(
                Code.INVALID_ARGUMENT,
                "has 1 key fields, the entry has 0",
                () -> device.insert(ROUTE, entry(key(0), call("RouterIngress.drop"))));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "value 0x100000000 does not fit 32 bits",
                () -> device.insert(ROUTE, route(0x100000000L, 32)));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "expected a value without bits after the prefix",
                () -> device.insert(ROUTE, route(0x0A000001, 8)));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "expected lpm",
                () -> device.insert(ROUTE, entry(key(0, exact(1)), call("RouterIngress.drop"))));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "expected 0, as the table has neither",
                () -> device.insert(ROUTE, entry(key(3, ANY), call("RouterIngress.drop"))));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "expected one of at least 1",
                () -> device.insert(ACCESS, entry(key(0, ANY, ANY, ANY), call("NoAction"))));
        assertEquals(List.of(), device.entries(ROUTE));
    }

    @Test
    void refusesWrongActions() {
        assertRefused(
                Code.INVALID_ARGUMENT,
                "it has RouterIngress.forward, RouterIngress.drop",
                () -> device.insert(ROUTE, entry(key(0, ANY), call("RouterIngress.punt", 1))));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "has 2 parameters, got 1 arguments",
                () -> device.insert(ROUTE, entry(key(0, ANY), call("RouterIngress.forward", 1))));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "value 0x200 does not fit 9 bits",
                () -> device.insert(ROUTE, entry(key(0, ANY), call("RouterIngress.forward", 512, 1))));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "has no action profile",
                () -> device.insert(ROUTE, TableEntry.of(key(0, ANY), new TableAction.Member(1))));
    }

    @Test
    void guardsWhatTheProgramDeclaresConstant() {
        TableEntry another = entry(key(1, ANY), call("RouterIngress.drop"));
        assertRefused(Code.PERMISSION_DENIED, "are constant", () -> device.insert("RouterIngress.fixed", another));
        assertRefused(
                Code.PERMISSION_DENIED,
                "is constant",
                () -> device.setDefaultAction(
                        "RouterIngress.fixed", new TableAction.Direct(call("RouterIngress.drop"))));
    }

    @Test
    void changesAndResetsTheDefaultAction() {
        TableAction declared = device.defaultAction(ROUTE).orElseThrow();
        TableAction changed = new TableAction.Direct(call("RouterIngress.forward", 2, 3));
        device.setDefaultAction(ROUTE, changed);
        assertEquals(Optional.of(changed), device.defaultAction(ROUTE));
        device.resetDefaultAction(ROUTE);
        assertEquals(Optional.of(declared), device.defaultAction(ROUTE));
    }

    @Test
    void refusesMoreEntriesThanTheTableHolds() {
        for (int i = 0; i < 8; i++) {
            device.insert(ACCESS, entry(key(1, exact(i), ANY, ANY), call("NoAction")));
        }
        assertRefused(
                Code.RESOURCE_EXHAUSTED,
                "is full with 8 entries",
                () -> device.insert(ACCESS, entry(key(1, exact(8), ANY, ANY), call("NoAction"))));
    }

    @Test
    void namesTheTablesWhenOneIsUnknown() {
        assertRefused(
                Code.NOT_FOUND, "the program has RouterIngress.route", () -> device.entries("RouterIngress.routes"));
        assertRefused(Code.NOT_FOUND, "there is no counter \"c\"; the program has none", () -> device.counter("c", 0));
    }

    @Test
    void refusesImpossibleReplication() {
        assertRefused(
                Code.INVALID_ARGUMENT,
                "expected an id of 1 to 65535",
                () -> device.insertMulticastGroup(new MulticastGroup(0, List.of())));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "not the drop port 511",
                () -> device.insertMulticastGroup(new MulticastGroup(1, List.of(new Replica(511, 0)))));
        assertRefused(
                Code.INVALID_ARGUMENT,
                "the same replica twice",
                () -> device.insertCloneSession(new CloneSession(1, List.of(new Replica(1, 0), new Replica(1, 0)), 0)));
        assertRefused(Code.NOT_FOUND, "clone session 9 does not exist", () -> device.deleteCloneSession(9));
        device.insertMulticastGroup(new MulticastGroup(1, List.of()));
        assertRefused(
                Code.ALREADY_EXISTS,
                "multicast group 1 exists already",
                () -> device.insertMulticastGroup(new MulticastGroup(1, List.of())));
    }

    @Test
    void startsAnewWithEachCommit() {
        device.insert(ROUTE, route(0x0A000000, 8));
        device.commit(device.program().orElseThrow());
        assertEquals(List.of(), device.entries(ROUTE));
    }
}
