package io.slackline.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostingTest {
    @TempDir
    Path state;

    private TestNode node;

    @BeforeEach
    void start() {
        node = new TestNode("n1", "127.0.0.11", state);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void servesAFunctionThatListensOnItsSocket() throws Exception {
        var function =
                node.serve(node.sample("f").putEnvironment("COLOUR", "blue").build());
        try (var client = new HttpClient(function.getAddress())) {
            var answer = client.post("/echo?a=b", "hello");
            assertEquals(200, answer.status());
            assertEquals("hello", answer.text());
            assertEquals("/echo?a=b", answer.header("Request-Path"));
            assertEquals("n1", answer.header("Slackline-Node"));
            assertEquals("warm", answer.header("Slackline-Start"));
            assertTrue(
                    answer.header("Server-Timing")
                            .matches("queue;dur=\\d+\\.\\d{3}, init;dur=0\\.000, run;dur=\\d+\\.\\d{3}"),
                    answer.header("Server-Timing"));
            assertEquals("blue", client.get("/env/COLOUR").text());
            assertEquals("f", client.get("/env/SLACKLINE_FUNCTION").text());
            assertEquals("n1", client.get("/env/SLACKLINE_NODE").text());
        }
    }

    @Test
    void servesAFunctionThatListensOnItsPort() throws Exception {
        var function =
                node.serve(node.sample("f").putEnvironment("LISTEN", "port").build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("hello", client.post("/echo", "hello").text());
        }
    }

    @Test
    void aRequestThatWaitedForTheStartSaysSo() throws Exception {
        var function = node.sample("f").build();
        node.assign(function, Role.SERVE);
        node.await(status -> status.getState() == InstanceState.WARMING);
        try (var client = connectWhenBound(function.getAddress())) {
            var answer = client.get("/echo");
            assertEquals(200, answer.status());
            assertEquals("cold", answer.header("Slackline-Start"));
            assertFalse(answer.header("Server-Timing").contains("init;dur=0.000"), answer.header("Server-Timing"));
            assertEquals("warm", client.get("/echo").header("Slackline-Start"));
        }
    }

    private static HttpClient connectWhenBound(ServiceAddress address) throws Exception {
        while (true) {
            try {
                return new HttpClient(address);
            } catch (ConnectException notYet) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void replacesAnInstanceThatDies() throws Exception {
        var function = node.serve(node.sample("f").build());
        try (var client = new HttpClient(function.getAddress())) {
            var before = client.get("/who").text();
            var answer = client.post("/die", "");
            assertEquals(502, answer.status());
            assertTrue(answer.text().contains("\"code\":\"instance-failed\""), answer.text());
            var after = client.get("/who");
            assertEquals(200, after.status());
            assertNotEquals(before, after.text());
        }
        assertTrue(node.nextLost().contains("exit code 7"));
    }

    @Test
    void answersInTimeForAnInstanceThatHangsAndReplacesIt() throws Exception {
        var function =
                node.serve(node.sample("f").setTimeoutMs(300).setConcurrency(1).build());
        try (var client = new HttpClient(function.getAddress())) {
            var before = client.get("/who").text();
            long begin = System.nanoTime();
            var answer = client.get("/hang");
            long millis = (System.nanoTime() - begin) / 1_000_000;
            assertEquals(504, answer.status());
            assertTrue(millis >= 300 && millis < 1_500, millis + " ms");
            assertTrue(answer.text().contains("within its timeout of 300 ms"), answer.text());
            var after = client.get("/who");
            for (int i = 0; after.status() == 503 && i < 50; i++) {
                after = client.get("/who");
            }
            assertEquals(200, after.status(), after.text());
            assertNotEquals(before, after.text());
        }
    }

    @Test
    void queuesWhatIsMoreThanTheConcurrency() throws Exception {
        var function = node.serve(node.sample("f").setConcurrency(1).build());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<HttpClient.Response>>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> {
                    try (var client = new HttpClient(function.getAddress())) {
                        return client.get("/slow/20");
                    }
                });
            }
            for (var answer : threads.invokeAll(calls)) {
                assertEquals(200, answer.get().status());
            }
        }
        var status = node.status("f");
        assertEquals(8, status.getCompleted());
        assertEquals(0, status.getInFlight());
        assertEquals(0, status.getFailed());
    }

    @Test
    void saysWhyAnInstanceDoesNotStart() throws Exception {
        var function = node.sample("f").putEnvironment("FAIL_TO_START", "1").build();
        node.assign(function, Role.SERVE);
        var status = node.await(each -> each.getState() == InstanceState.FAILED);
        assertTrue(status.getError().contains("ended before it was ready, with exit code 3"), status.getError());
        assertTrue(status.getError().contains("does not want to start"), status.getError());
        try (var client = connectWhenBound(function.getAddress())) {
            var answer = client.get("/echo");
            assertEquals(503, answer.status());
            assertEquals("1", answer.header("Retry-After"));
            assertTrue(answer.text().contains("does not want to start"), answer.text());
        }
    }

    @Test
    void aNewVersionTakesOverWithoutAGap() throws Exception {
        var first = node.serve(node.sample("f").build());
        try (var client = new HttpClient(first.getAddress())) {
            var before = client.get("/who").text();
            node.serve(first.toBuilder().setVersion(2).build());
            var after = client.get("/who");
            assertEquals(200, after.status());
            assertNotEquals(before, after.text());
            assertEquals("warm", after.header("Slackline-Start"));
        }
    }

    @Test
    void answersDatagramsFromTheServiceAddress() throws Exception {
        var spec = node.sample("f");
        spec.getAddressBuilder().setProtocol(Protocol.UDP);
        var function = node.serve(spec.build());
        try (var client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            client.setSoTimeout((int) TestNode.PATIENCE.toMillis());
            var service = new InetSocketAddress(
                    InetAddress.ofLiteral(function.getAddress().getIp()),
                    function.getAddress().getPort());
            var request = "one datagram".getBytes(StandardCharsets.UTF_8);
            client.send(new DatagramPacket(request, request.length, service));
            var answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            assertEquals(service, answer.getSocketAddress());
            assertEquals("one datagram", new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void stopsAndUnbindsWhatIsNotAssignedAnyMore() throws Exception {
        var function = node.serve(node.sample("f").build());
        long pid = node.hosting().pids().getFirst();
        var process = ProcessHandle.of(pid).orElseThrow();
        node.unassignAll();
        process.onExit().get();
        while (true) {
            try (var client = new HttpClient(function.getAddress())) {
                Thread.onSpinWait();
            } catch (ConnectException unbound) {
                return;
            }
        }
    }

    @Test
    void killsAnInstanceThatUsesTooMuchMemory() throws Exception {
        var function = node.serve(node.sample("f").setMemoryMib(64).build());
        try (var client = new HttpClient(function.getAddress())) {
            // Its control group ends it at once; where it has none, whoever watches does.
            client.get("/eat/100");
            node.runtime().watch();
            assertTrue(node.nextLost().contains("it used"));
            node.await(status -> status.getState() == InstanceState.WARM);
            assertEquals(200, client.get("/echo").status());
        }
    }
}
