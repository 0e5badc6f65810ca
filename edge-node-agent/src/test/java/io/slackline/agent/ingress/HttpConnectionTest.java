package io.slackline.agent.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.FunctionSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients may do on a connection, against a real function. */
final class HttpConnectionTest {
    @TempDir
    static Path state;

    private static TestNode node;
    private static FunctionSpec function;
    /** Its runtime takes whole requests only. */
    private static FunctionSpec whole;

    private HttpClient client;

    @BeforeAll
    static void startNode() throws Exception {
        node = new TestNode("n1", "127.0.0.12", state);
        function = node.serve(node.sample("f").build());
        node.provide("whole", node.runtime()::start);
        whole = node.serve(node.sample("whole").setRuntime("whole").build());
    }

    @AfterAll
    static void stopNode() {
        node.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = new HttpClient(function.getAddress());
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        node.awaitStatus("f", status -> status.getInFlight() == 0 && status.getOpenConnections() == 0);
    }

    @Test
    void manyRequestsOnOneConnection() throws Exception {
        for (int i = 0; i < 50; i++) {
            var answer = client.post("/echo", "request " + i);
            assertEquals("request " + i, answer.text());
            assertFalse(answer.saysClose());
        }
        assertEquals(1, node.status("f").getOpenConnections());
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        var all = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            all.append("GET /slow/")
                    .append(i == 0 ? 50 : 0)
                    .append("?n=")
                    .append(i)
                    .append(" HTTP/1.1\r\nHost: f\r\n\r\n");
        }
        client.send(all.toString());
        for (int i = 0; i < 200; i++) {
            var answer = client.read();
            assertEquals(200, answer.status());
            assertTrue(answer.header("Request-Path").endsWith("?n=" + i), answer.header("Request-Path"));
        }
    }

    @Test
    void aRequestMayArriveByteByByte() throws Exception {
        for (var one : "POST /echo HTTP/1.1\r\nHost: f\r\nContent-Length: 3\r\n\r\nabc".split("")) {
            client.send(one);
        }
        assertEquals("abc", client.read().text());
    }

    @Test
    void chunkedBodiesReachTheFunctionWhole() throws Exception {
        client.send("POST /echo HTTP/1.1\r\nHost: f\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nTrailer: x\r\n\r\n");
        assertEquals("abcdefg", client.read().text());
        assertEquals("again", client.post("/echo", "again").text());
    }

    @Test
    void chunkedAnswersComeWithTheirLength() throws Exception {
        var answer = client.get("/chunked");
        assertEquals("onetwo", answer.text());
        assertEquals("", answer.header("Transfer-Encoding"));
    }

    @Test
    void largeBodiesGoBothWays() throws Exception {
        var large = "x".repeat(8 << 20);
        assertEquals(large, client.post("/echo", large).text());
        assertEquals(12 << 20, client.get("/big/" + (12 << 20)).body().length);
    }

    @Test
    void theAnswerToHeadHasALengthAndNoBody() throws Exception {
        client.send("HEAD /big/100 HTTP/1.1\r\nHost: f\r\n\r\nGET /big/7 HTTP/1.1\r\nHost: f\r\n\r\n");
        var head = client.readHead();
        assertEquals(200, head.status());
        assertEquals("100", head.header("Content-Length"));
        assertEquals("xxxxxxx", client.read().text());
    }

    @Test
    void answersWithoutABodyKeepTheConnection() throws Exception {
        assertEquals(204, client.get("/status/204").status());
        assertEquals(304, client.get("/status/304").status());
        assertEquals(200, client.get("/echo").status());
    }

    @Test
    void continueIsSaidOnlyWhenItIsTheClientsTurn() throws Exception {
        client.send("GET /slow/50 HTTP/1.1\r\nHost: f\r\n\r\n"
                + "POST /echo HTTP/1.1\r\nHost: f\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        assertEquals(200, client.read().status());
        assertEquals(100, client.read().status());
        client.send("ok");
        assertEquals("ok", client.read().text());
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        try (var own = new HttpClient(whole.getAddress())) {
            own.send("POST /echo HTTP/1.1\r\nHost: f\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
            var answer = own.read();
            assertEquals(413, answer.status());
            assertTrue(answer.saysClose());
            assertTrue(answer.text().contains("exceeds 16777216 bytes"), answer.text());
            assertTrue(own.atEnd());
        }
    }

    @Test
    void aChunkedBodyThatGrowsTooLargeIsRefusedInItsTurn() throws Exception {
        try (var own = new HttpClient(whole.getAddress())) {
            own.send("GET /slow/20 HTTP/1.1\r\nHost: f\r\n\r\n");
            own.send("POST /echo HTTP/1.1\r\nHost: f\r\nTransfer-Encoding: chunked\r\n\r\n");
            var chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
            for (int i = 0; i < 18; i++) {
                own.send(chunk);
            }
            assertEquals(200, own.read().status());
            var answer = own.read();
            assertEquals(413, answer.status());
            assertTrue(answer.saysClose());
            assertTrue(own.atEnd());
        }
    }

    @Test
    void garbageIsAnsweredAndTheConnectionEnds() throws Exception {
        client.send("this is not HTTP\r\n\r\n");
        var answer = client.read();
        assertEquals(400, answer.status());
        assertTrue(answer.saysClose());
        assertTrue(answer.text().contains("\"code\":\"bad-request\""), answer.text());
        assertTrue(client.atEnd());
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws Exception {
        client.send("GET /echo HTTP/1.1\r\nHost: f\r\nX: " + "y".repeat(70_000) + "\r\n\r\n");
        assertEquals(431, client.read().status());
    }

    @Test
    void http10ClientsAreClosedUnlessTheyAskToStay() throws Exception {
        client.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertEquals("keep-alive", client.read().header("Connection"));
        client.send("GET /echo HTTP/1.0\r\n\r\n");
        assertTrue(client.read().saysClose());
        assertTrue(client.atEnd());
    }

    @Test
    void aClientThatAsksToCloseIsClosed() throws Exception {
        var answer = client.get("/echo", "Connection: close\r\n");
        assertTrue(answer.saysClose());
        assertTrue(client.atEnd());
    }

    @Test
    void aClientThatHalfClosesGetsItsAnswer() throws Exception {
        client.send("GET /slow/50 HTTP/1.1\r\nHost: f\r\n\r\nGET /echo HTTP/1.1\r\nHost: f\r\n\r\n");
        client.shutdownOutput();
        assertEquals(200, client.read().status());
        assertEquals(200, client.read().status());
        assertTrue(client.atEnd());
    }

    @Test
    void aClientThatVanishesInTheMiddleOfABodyLeavesNothingBehind() throws Exception {
        client.send("POST /echo HTTP/1.1\r\nHost: f\r\nContent-Length: 100\r\n\r\nonly this");
        node.awaitStatus("f", status -> status.getInFlight() == 1);
        client.close();
        node.awaitStatus("f", status -> status.getInFlight() == 0 && status.getOpenConnections() == 0);
    }

    @Test
    void aClientThatVanishesWhileItsRequestRunsLeavesNothingBehind() throws Exception {
        client.send("GET /slow/100 HTTP/1.1\r\nHost: f\r\n\r\n");
        node.awaitStatus("f", status -> status.getInFlight() == 1);
        client.close();
        node.awaitStatus("f", status -> status.getInFlight() == 0 && status.getOpenConnections() == 0);
    }

    @Test
    void hopByHopAndInternalHeadersStayHere() throws Exception {
        var seen = client.get(
                        "/headers",
                        "Connection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nSlackline-Forwarded: 3\r\nX-Yours: 2\r\n")
                .text();
        assertTrue(seen.contains("X-Yours: 2"), seen);
        assertFalse(seen.contains("X-Mine") || seen.contains("Keep-Alive") || seen.contains("Slackline-"), seen);
    }

    @Test
    void aFunctionThatClosesItsConnectionsIsServedAsWell() throws Exception {
        for (int i = 0; i < 10; i++) {
            var answer = client.post("/close", "x" + i);
            assertEquals("x" + i, answer.text());
            assertFalse(answer.saysClose());
        }
    }
}
