package io.slackline.p4switch.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.Replica;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.trace.TraceSession.News;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.TraceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions on a switch that runs. */
class TraceSessionTest {

    private static TraceSession session(String filter, int count) {
        return new TraceSession(
                TraceRequest.newBuilder().setFilter(filter).setCount(count).build());
    }

    private static SwitchFixture copier() {
        SwitchFixture fixture = SwitchFixture.running("copier");
        fixture.device().insertMulticastGroup(new MulticastGroup(7, List.of(new Replica(3, 30), new Replica(2, 20))));
        fixture.device().insertCloneSession(new CloneSession(5, List.of(new Replica(2, 9)), 0));
        return fixture;
    }

    @Test
    void tracedPacketsDoWhatUntracedOnesDo() {
        for (String program : List.of("copier", "memory", "router", "headers")) {
            SwitchFixture plain = program.equals("copier") ? copier() : SwitchFixture.running(program);
            SwitchFixture traced = program.equals("copier") ? copier() : SwitchFixture.running(program);
            traced.device().attach(session("", TraceSession.MAX_COUNT));
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < 500; i++) {
                byte[] packet = new byte[random.nextInt(40)];
                random.nextBytes(packet);
                if (packet.length > 0) {
                    packet[0] = (byte) random.nextInt(16);
                }
                String hex = SwitchFixture.hex(packet);
                int port = 1 + random.nextInt(4);
                assertEquals(
                        plain.send(port, hex).sent(), traced.send(port, hex).sent(), program + " " + hex);
            }
            assertEquals(plain.drops(), traced.drops(), program);
            if (program.equals("memory")) {
                assertEquals(
                        plain.device().registers("MemoryIngress.full"),
                        traced.device().registers("MemoryIngress.full"));
                assertEquals(
                        plain.device().counters("MemoryIngress.seen"),
                        traced.device().counters("MemoryIngress.seen"));
            }
        }
    }

    @Test
    void tracedAndUntracedPacketsShareTheStateAndTheClock() {
        SwitchFixture fixture = SwitchFixture.running("memory");
        fixture.send(1, "01 00000003" + "00".repeat(15) + "77").sent();
        fixture.advance(java.time.Duration.ofSeconds(3));
        TraceSession session = session("request.op == 3 || request.op == 13", 2);
        fixture.device().attach(session);
        assertEquals(
                "00".repeat(15) + "77",
                fixture.send(1, "03 00000003" + "00".repeat(16)).answer().substring(10));
        assertEquals(
                String.format("%032x", 3_000_000),
                fixture.send(1, "0d 00000003" + "00".repeat(16)).answer().substring(10),
                "microseconds since the program began, not since the trace did");
    }

    @Test
    void endsAfterTheCountAndLetsOthersPass() throws InterruptedException {
        SwitchFixture fixture = copier();
        TraceSession session = session("order.op == 1", 2);
        fixture.device().attach(session);
        fixture.send(4, "0000").send(4, "0100").send(4, "0101").send(4, "0102");
        assertEquals(
                "0100",
                assertInstanceOf(News.Traced.class, session.await()).trace().getPacket());
        PacketTrace second =
                assertInstanceOf(News.Traced.class, session.await()).trace();
        assertEquals(2, second.getNumber());
        assertEquals(1, second.getOutputsCount(), "the copy to port 2 is dropped in egress");
        assertEquals(List.of("egress_drop"), second.getDropsList());
        assertInstanceOf(News.Complete.class, session.await());
        assertTrue(session.taken().isEmpty());
        fixture.device().detach(session);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
            port == 4                                | 0000,0100,0763
            port != 4                                | none
            length >= 2 && !(order.op == 0)          | 0100,0763
            order.op < 1 || order.rounds == 0x63     | 0000,0763
            order.op != 0 && order.op <= 1           | 0100
            hdr.order.isValid() && order.rounds > 98 | 0763
            order && !told                           | 0000,0100,0763
            told                                     | none
            told.kept != 5                           | none
            order.op == 0/6                          | 0000,0100
            """)
    void filtersByPortLengthAndHeaderFields(String filter, String expected) {
        SwitchFixture fixture = copier();
        TraceSession session = session(filter, 10);
        fixture.device().attach(session);
        fixture.send(4, "0000").send(4, "0100").send(4, "0763");
        List<String> found = new ArrayList<>();
        for (var trace = session.taken(); trace.isPresent(); trace = session.taken()) {
            found.add(trace.get().getPacket());
        }
        assertEquals(expected.equals("none") ? "" : expected, String.join(",", found));
    }

    @Test
    void aSlowOwnerCostsTracesAndNothingElse() {
        SwitchFixture fixture = copier();
        TraceSession session = session("", TraceSession.MAX_COUNT);
        fixture.device().attach(session);
        int sent = 0;
        for (int i = 0; i < 1000; i++) {
            sent += fixture.send(4, "0000").sent().size();
        }
        assertEquals(1000, sent);
        int traces = 0;
        while (session.taken().isPresent()) {
            traces++;
        }
        assertTrue(traces >= 256 && traces < 1000, "traced " + traces);
    }

    @Test
    void anotherProgramEndsSessionsThatDoNotFitIt() throws InterruptedException {
        SwitchFixture fixture = copier();
        TraceSession any = session("", 1);
        TraceSession ofOrder = session("order.op == 0", 1);
        fixture.device().attach(any);
        fixture.device().attach(ofOrder);
        fixture.device().commit(fixture.device().load(SwitchFixture.resource("/p4/wire.json")));
        assertEquals(
                TargetException.Code.FAILED_PRECONDITION,
                assertInstanceOf(News.Broken.class, ofOrder.await()).reason().code());
        fixture.send(1, "00");
        assertTrue(any.taken().isPresent());
    }

    @Test
    void refusesWhatTheProgramDoesNotHave() {
        SwitchFixture fixture = copier();
        assertEquals(
                "filter: header \"order\" has no field \"x\"; valid: op, rounds",
                assertThrows(TargetException.class, () -> fixture.device().attach(session("order.x == 1", 1)))
                        .getMessage());
        assertThrows(
                TargetException.class, () -> SwitchFixture.idle().device().attach(session("", 1)), "without a program");
        assertThrows(TargetException.class, () -> session("", TraceSession.MAX_COUNT + 1));
        assertThrows(TargetException.class, () -> session("(".repeat(1000), 1));
        assertFalse(session("port == 1", 1).taken().isPresent());
    }
}
