package io.slackline.p4switch.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.Replica;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The traffic manager: what each kind of copy carries, and where drops are counted. */
@ParameterizedClass
@EnumSource(Engine.class)
final class CopiesTest {

    private final SwitchFixture fixture;

    CopiesTest(Engine engine) {
        fixture = SwitchFixture.running("copier", engine);
    }

    /** What a copy tells about itself: instance type, replication id, metadata kept, length in egress. */
    private static String told(int type, int rid, int kept, int length) {
        return String.format("%08x%04x%04x%08x", type, rid, kept, length);
    }

    @Test
    void sendsAnOrdinaryPacketOnce() {
        assertEquals(
                List.of("1:" + told(0, 0, 0, 6) + "0000deadbeef"),
                fixture.send(4, "0000 deadbeef").sent());
    }

    @Test
    void multicastsACopyToEachReplica() {
        fixture.device()
                .insertMulticastGroup(new MulticastGroup(
                        7, List.of(new Replica(3, 30), new Replica(2, 20), new Replica(5, 50), new Replica(5, 51))));
        assertEquals(
                List.of(
                        "3:" + told(5, 30, 0, 3) + "0100aa",
                        "5:" + told(5, 50, 0, 3) + "0100aa",
                        "5:" + told(5, 51, 0, 3) + "0100aa"),
                fixture.send(4, "0100 aa").sent());
        assertEquals(Map.of(DropCause.EGRESS_DROP, 1L), fixture.drops());
    }

    @Test
    void countsMulticastToAGroupThatIsNot() {
        assertEquals(List.of(), fixture.send(4, "0100").sent());
        assertEquals(Map.of(DropCause.MULTICAST_GROUP_EMPTY, 1L), fixture.drops());
    }

    @Test
    void clonesFromIngressWhatCameIn() {
        fixture.device().insertCloneSession(new CloneSession(5, List.of(new Replica(2, 9)), 0));
        assertEquals(
                List.of("1:" + told(0, 0, 0x68AC, 3) + "0263aa", "2:" + told(1, 9, 0x1234, 3) + "0200aa"),
                fixture.send(4, "0200 aa").sent());
    }

    @Test
    void cutsClonesToTheSessionsLength() {
        fixture.device().insertCloneSession(new CloneSession(5, List.of(new Replica(2, 0), new Replica(3, 1)), 13));
        assertEquals(
                List.of(
                        "1:" + told(0, 0, 0x68AC, 3) + "0263aa",
                        "2:" + told(1, 0, 0x1234, 3) + "02",
                        "3:" + told(1, 1, 0x1234, 3) + "02"),
                fixture.send(4, "0200 aa").sent());
    }

    @Test
    void clonesFromEgressWhatGoesOut() {
        fixture.device().insertCloneSession(new CloneSession(5, List.of(new Replica(2, 0)), 0));
        assertEquals(
                List.of("1:" + told(0, 0, 0xABCD, 3) + "0300aa", "2:" + told(2, 0, 0xABCD, 15) + "0300aa"),
                fixture.send(4, "0300 aa").sent());
    }

    @Test
    void goesOnWithoutACloneSession() {
        assertEquals(1, fixture.send(4, "0300 aa").sent().size());
        assertEquals(Map.of(DropCause.CLONE_SESSION_EMPTY, 1L), fixture.drops());
    }

    @Test
    void resubmitsWithTheFieldsOfTheList() {
        assertEquals(
                List.of("1:" + told(0, 0, 0x4321, 2) + "0400"),
                fixture.send(4, "0400").sent());
    }

    @Test
    void recirculatesUntilTheProgramStops() {
        assertEquals(
                List.of("1:" + told(0, 0, 3, 2) + "0500"),
                fixture.send(4, "0503").sent());
    }

    @Test
    void truncates() {
        assertEquals(
                List.of("1:" + told(0, 0, 0, 6) + "0600"),
                fixture.send(4, "0600 deadbeef").sent());
    }

    @Test
    void countsDropsByTheirCause() {
        fixture.send(4, "0700").send(4, "0800").send(4, "0700");
        assertEquals(List.of(), fixture.sent());
        assertEquals(Map.of(DropCause.INGRESS_DROP, 2L, DropCause.NO_SUCH_PORT, 1L), fixture.drops());
    }

    @Test
    void doesNotCarryStateFromOnePacketToTheNext() {
        fixture.send(4, "0400").send(4, "0503").send(4, "0600 0102").sent();
        assertEquals(
                List.of("1:" + told(0, 0, 0, 4) + "00000102"),
                fixture.send(4, "0000 0102").sent());
    }
}
