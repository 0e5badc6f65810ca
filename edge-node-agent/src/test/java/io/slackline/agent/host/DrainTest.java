package io.slackline.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function leaves a node for another one; two nodes in one JVM. */
final class DrainTest {
    private static final int NEVER = 3_600_000;

    @TempDir
    Path state;

    private TestNode from;
    private TestNode to;
    private FunctionSpec there;
    private FunctionSpec here;

    @BeforeEach
    void start() throws Exception {
        from = new TestNode("from", "127.0.0.13", state.resolve("from"));
        to = new TestNode("to", "127.0.0.14", state.resolve("to"));
        here = from.serve(from.sample("f").build());
        there = to.serve(to.here(here));
    }

    @AfterEach
    void stop() {
        from.close();
        to.close();
    }

    private HttpClient connect() throws IOException {
        return new HttpClient(here.getAddress());
    }

    @Test
    void drainingAsksEachConnectionToLeaveWithItsNextAnswerAndCutsNoIdleOne() throws Exception {
        try (var busy = connect();
                var idle = connect()) {
            busy.get("/echo");
            idle.get("/echo");
            long at = from.assign(here, Role.DRAIN, to.peer(), NEVER);
            var draining = from.await(status -> status.getGeneration() == at);
            assertEquals(InstanceState.DRAINING, draining.getState());
            assertEquals(2, draining.getOpenConnections());

            var answer = busy.get("/echo");
            assertEquals("from", answer.header("Slackline-Node"));
            assertTrue(answer.saysClose());
            assertTrue(busy.atEnd());
            assertEquals(
                    1, from.await(status -> status.getOpenConnections() == 1).getOpenConnections());

            var last = idle.get("/echo");
            assertEquals(200, last.status());
            assertTrue(last.saysClose());
            from.await(status -> status.getOpenConnections() == 0 && status.getInFlight() == 0);
        }
    }

    @Test
    void onlyTheLastOfAPipelineIsAskedToLeave() throws Exception {
        try (var client = connect()) {
            client.get("/echo");
            from.assign(here, Role.DRAIN, to.peer(), NEVER);
            from.await(status -> status.getState() == InstanceState.DRAINING);
            client.send("GET /echo HTTP/1.1\r\nHost: f\r\n\r\n".repeat(5));
            for (int i = 0; i < 4; i++) {
                assertFalse(client.read().saysClose());
            }
            assertTrue(client.read().saysClose());
            assertTrue(client.atEnd());
        }
    }

    @Test
    void bytesBehindTheLastAnswerDoNotResetIt() throws Exception {
        try (var client = connect()) {
            client.get("/echo");
            from.assign(here, Role.DRAIN, to.peer(), NEVER);
            from.await(status -> status.getState() == InstanceState.DRAINING);
            client.send("GET /big/4000000 HTTP/1.1\r\nHost: f\r\n\r\n");
            var head = client.readHead();
            assertTrue(head.saysClose());
            // A client that did not look at the head yet sends on; a reset would now destroy the body in flight.
            client.send("GET /late HTTP/1.1\r\nHost: f\r\n\r\n".repeat(1000));
            int bytes = 0;
            while (!client.atEnd()) {
                bytes++;
            }
            assertEquals(4_000_000, bytes);
        }
    }

    @Test
    void afterTheDeadlineWhatStillComesIsForwarded() throws Exception {
        try (var client = connect();
                var fresh = connect()) {
            client.get("/echo");
            from.assign(here, Role.DRAIN, to.peer(), 1);
            var answer = forwarded(fresh);
            assertEquals("to", answer.header("Slackline-Node"));
            assertTrue(answer.header("Server-Timing").contains("run;dur="), answer.header("Server-Timing"));
            var last = client.post("/echo", "straggler");
            assertEquals("straggler", last.text());
            assertEquals("forwarded", last.header("Slackline-Start"));
            assertTrue(last.saysClose());
        }
        assertTrue(from.status("f").getForwarded() >= 2);
        assertEquals(0, from.status("f").getFailed());
    }

    /** The first answer from elsewhere; the deadline may not have passed for those before. */
    private HttpClient.Response forwarded(HttpClient first) throws IOException {
        var answer = first.get("/echo");
        while (!answer.header("Slackline-Start").equals("forwarded")) {
            assertEquals(200, answer.status());
            try (var next = connect()) {
                answer = next.get("/echo");
            }
        }
        return answer;
    }

    @Test
    void forwardingParksTheInstanceWhenItsRequestsAreAnswered() throws Exception {
        var process = ProcessHandle.of(from.hosting().pids().getFirst()).orElseThrow();
        try (var slow = connect();
                var client = connect()) {
            slow.send("GET /slow/200 HTTP/1.1\r\nHost: f\r\n\r\n");
            while (from.status("f").getInFlight() == 0) {
                Thread.onSpinWait();
            }
            from.assign(here, Role.FORWARD, to.peer(), 0);
            from.await(status -> status.getState() == InstanceState.DRAINING);
            assertEquals("to", client.get("/echo").header("Slackline-Node"));
            var answer = slow.read();
            assertEquals(200, answer.status());
            assertEquals("from", answer.header("Slackline-Node"));
            assertTrue(answer.saysClose());
            from.await(status -> status.getState() == InstanceState.GONE);
        }
        assertTrue(process.isAlive());
        from.unassignAll();
        process.onExit().get();
    }

    @Test
    void whatQueuesWhenForwardingBeginsIsForwarded() throws Exception {
        var narrow = from.serve(here.toBuilder().setConcurrency(1).build());
        try (var running = connect();
                var queued = connect()) {
            running.send("GET /slow/300 HTTP/1.1\r\nHost: f\r\n\r\n");
            while (from.status("f").getInFlight() == 0) {
                Thread.onSpinWait();
            }
            queued.send("GET /echo HTTP/1.1\r\nHost: f\r\n\r\n");
            while (from.hosting().queueDepth() == 0) {
                Thread.onSpinWait();
            }
            from.assign(narrow, Role.FORWARD, to.peer(), 0);
            assertEquals("to", queued.read().header("Slackline-Node"));
            assertEquals("from", running.read().header("Slackline-Node"));
        }
    }

    @Test
    void aDrainingFunctionWhoseInstanceDiesIsForwardedAtOnce() throws Exception {
        from.assign(here, Role.DRAIN, to.peer(), NEVER);
        try (var client = connect()) {
            assertEquals(502, client.get("/die").status());
        }
        from.nextLost();
        try (var client = connect()) {
            assertEquals("to", client.get("/echo").header("Slackline-Node"));
        }
    }

    @Test
    void aPeerThatDoesNotHostTheFunctionYetIsAskedAgain() throws Exception {
        to.unassignAll();
        from.assign(here, Role.FORWARD, to.peer(), 0);
        from.await(status -> status.getState() == InstanceState.GONE);
        try (var client = connect()) {
            client.send("GET /echo HTTP/1.1\r\nHost: f\r\n\r\n");
            while (from.status("f").getInFlight() == 0) {
                Thread.onSpinWait();
            }
            to.assign(there, Role.SERVE);
            var answer = client.read();
            assertEquals(200, answer.status(), answer.text());
            assertEquals("to", answer.header("Slackline-Node"));
        }
    }

    @Test
    void twoNodesThatForwardToEachOtherRefuseInsteadOfCircling() throws Exception {
        from.assign(here, Role.FORWARD, to.peer(), 0);
        to.assign(there, Role.FORWARD, from.peer(), 0);
        from.await(status -> status.getState() == InstanceState.GONE);
        to.await(status -> status.getState() == InstanceState.GONE);
        try (var client = connect()) {
            var answer = client.get("/echo");
            assertEquals(508, answer.status());
            assertTrue(answer.text().contains("forward-loop"), answer.text());
        }
    }

    @Test
    void aPeerThatIsGoneIsNamedInTheAnswer() throws Exception {
        from.assign(here, Role.FORWARD, "127.0.0.14:1", 0);
        from.await(status -> status.getState() == InstanceState.GONE);
        try (var client = connect()) {
            var answer = client.get("/echo");
            assertEquals(502, answer.status());
            assertTrue(answer.text().contains("127.0.0.14:1"), answer.text());
        }
    }

    @Test
    void datagramsAreForwardedToo() throws Exception {
        var spec = from.sample("u");
        spec.getAddressBuilder().setProtocol(Protocol.UDP);
        var udp = from.serve(spec.build());
        to.serve(to.here(udp));
        from.assign(udp, Role.FORWARD, to.peer(), 0);
        from.await(status -> status.getState() == InstanceState.GONE);
        try (var client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            client.setSoTimeout((int) TestNode.PATIENCE.toMillis());
            var packet = new DatagramPacket(
                    new byte[] {1, 2, 3},
                    3,
                    InetAddress.ofLiteral(udp.getAddress().getIp()),
                    udp.getAddress().getPort());
            client.send(packet);
            client.receive(packet);
            assertEquals(3, packet.getLength());
            assertEquals(udp.getAddress().getPort(), packet.getPort());
        }
        assertEquals(1, from.status("u").getForwarded());
        assertEquals(1, to.status("u").getCompleted());
    }

    @Test
    void noRequestIsLostWhileTheFunctionMovesBackAndForthUnderLoad() throws Exception {
        var stop = new AtomicBoolean();
        var wrong = new ArrayList<Future<Long>>();
        long sent = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                wrong.add(threads.submit(() -> load(stop)));
            }
            for (int round = 0; round < 6; round++) {
                // The clients stay at "from": everything that happens to them is up to the two agents.
                long drain = from.assign(here, Role.DRAIN, to.peer(), 30);
                from.await(status -> status.getGeneration() == drain && status.getState() == InstanceState.DRAINING);
                long forwards = from.status("f").getForwarded() + 50;
                from.await(status -> status.getForwarded() > forwards);
                from.assign(here, Role.FORWARD, to.peer(), 0);
                from.await(status -> status.getState() == InstanceState.GONE);
                long serve = from.assign(here, Role.SERVE);
                from.await(status -> status.getGeneration() == serve && status.getState() == InstanceState.WARM);
                long back = to.assign(there, Role.DRAIN, from.peer(), 1);
                to.await(status -> status.getGeneration() == back);
                long again = to.assign(there, Role.SERVE);
                to.await(status -> status.getGeneration() == again && status.getState() == InstanceState.WARM);
            }
            stop.set(true);
            for (var each : wrong) {
                sent += each.get();
            }
        }
        assertEquals(0, from.status("f").getFailed());
        assertEquals(0, to.status("f").getFailed());
        assertEquals(0, from.status("f").getInFlight());
        assertEquals(sent, from.status("f").getCompleted() + from.status("f").getForwarded());
    }

    /** Requests one after the other on kept-alive connections; how many, each answered well. */
    private long load(AtomicBoolean stop) throws IOException {
        long answered = 0;
        while (!stop.get()) {
            try (var client = connect()) {
                for (boolean open = true; open && !stop.get(); answered++) {
                    var answer = client.post("/echo", "body " + answered);
                    assertEquals(200, answer.status(), answer.text());
                    assertEquals("body " + answered, answer.text());
                    open = !answer.saysClose();
                }
            }
        }
        return answered;
    }
}
