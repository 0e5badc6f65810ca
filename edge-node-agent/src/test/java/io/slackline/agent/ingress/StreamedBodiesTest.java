package io.slackline.agent.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are passed on while they arrive, over HTTP/1.1, and what happens when one end breaks off. */
final class StreamedBodiesTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path state;

    private TestNode from;
    private TestNode to;
    private FunctionSpec here;
    private FunctionSpec there;

    @BeforeEach
    void start() throws Exception {
        from = new TestNode("from", "127.0.0.41", state.resolve("from"));
        to = new TestNode("to", "127.0.0.42", state.resolve("to"));
        here = from.serve(from.sample("f").build());
        there = to.here(here);
    }

    @AfterEach
    void stop() {
        from.close();
        to.close();
    }

    private HttpClient connect() throws IOException {
        return new HttpClient(here.getAddress());
    }

    private static byte[] block(int bytes) {
        var block = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            block[i] = (byte) (i * 31);
        }
        return block;
    }

    /** What /sum says of so many blocks of a MiB. */
    private static String sum(int mebibytes) {
        var crc = new CRC32();
        var block = block(MIB);
        for (int i = 0; i < mebibytes; i++) {
            crc.update(block);
        }
        return (long) mebibytes * MIB + " " + crc.getValue();
    }

    private static void head(HttpClient client, String path, String headers) throws IOException {
        client.send("POST " + path + " HTTP/1.1\r\nHost: f\r\n" + headers + "\r\n");
    }

    private static void chunk(HttpClient client, byte[] bytes) throws IOException {
        client.send(Integer.toHexString(bytes.length) + "\r\n");
        client.send(bytes);
        client.send("\r\n");
    }

    @Test
    void aLargeRequestReachesTheFunction() throws Exception {
        try (var client = connect()) {
            for (int round = 0; round < 2; round++) {
                head(client, "/sum", "Content-Length: " + 40 * MIB + "\r\n");
                for (int i = 0; i < 40; i++) {
                    client.send(block(MIB));
                }
                assertEquals(sum(40), client.read().text());
            }
            head(client, "/sum", "Transfer-Encoding: chunked\r\n");
            for (int i = 0; i < 40; i++) {
                chunk(client, block(MIB));
            }
            client.send("0\r\n\r\n");
            var answer = client.read();
            assertEquals(sum(40), answer.text());
            assertEquals("from", answer.header("Slackline-Node"));
            assertEquals("warm", answer.header("Slackline-Start"));
        }
        from.awaitStatus("f", status -> status.getInFlight() == 0 && status.getCompleted() == 3);
        assertEquals(0, from.status("f").getFailed());
    }

    @Test
    void aLargeAnswerReachesTheClientWithItsLengthOrInChunks() throws Exception {
        try (var client = connect()) {
            var answer = client.get("/pour/" + 40 * MIB);
            assertEquals(40 * MIB, answer.body().length);
            assertTrue(Arrays.equals(block(40 * MIB), answer.body()));
            assertTrue(answer.header("Server-Timing").contains("run;dur="), answer.header("Server-Timing"));
            answer = client.get("/drip/" + 20 * MIB);
            assertEquals("chunked", answer.header("Transfer-Encoding"));
            assertTrue(Arrays.equals(block(20 * MIB), answer.body()));
            assertEquals("after", client.post("/echo", "after").text());
        }
    }

    @Test
    void anAnswerMayBeginBeforeTheRequestIsComplete() throws Exception {
        try (var client = connect()) {
            head(client, "/mirror", "Content-Length: " + 8 * MIB + "\r\n");
            client.send(block(MIB));
            var answer = client.readHead();
            assertEquals(200, answer.status());
            for (int i = 1; i < 8; i++) {
                client.send(block(MIB));
            }
            assertTrue(Arrays.equals(block(8 * MIB), client.readChunks()));
            assertEquals("after", client.post("/echo", "after").text());
        }
    }

    @Test
    void continueIsSaidWhenTheFunctionTakesTheBody() throws Exception {
        from.assign(here.toBuilder().setVersion(2).setConcurrency(1).build(), Role.SERVE);
        from.await(status -> status.getVersion() == 2 && status.getState() == InstanceState.WARM);
        try (var busy = connect();
                var client = connect()) {
            head(busy, "/sum", "Content-Length: " + 2 * MIB + "\r\nExpect: 100-continue\r\n");
            assertEquals(100, busy.read().status());
            head(client, "/sum", "Content-Length: " + 2 * MIB + "\r\nExpect: 100-continue\r\n");
            from.awaitStatus("f", _ -> from.hosting().queueDepth() == 1);
            busy.send(block(MIB));
            busy.send(block(MIB));
            assertEquals(sum(2), busy.read().text());
            assertEquals(100, client.read().status());
            client.send(block(MIB));
            client.send(block(MIB));
            assertEquals(sum(2), client.read().text());
        }
    }

    @Test
    void aFunctionMayAnswerWithoutReading() throws Exception {
        try (var client = connect()) {
            head(client, "/early/413", "Content-Length: " + 100 * MIB + "\r\n");
            client.send(block(MIB));
            var answer = client.read();
            assertEquals(413, answer.status());
            assertEquals("early", answer.text());
            assertTrue(answer.saysClose());
        }
        from.awaitStatus("f", status -> status.getInFlight() == 0);
    }

    @Test
    void anInstanceThatDiesInTheMiddleOfARequestIsNamedInTheAnswer() throws Exception {
        try (var client = connect()) {
            head(client, "/half/" + MIB, "Content-Length: " + 100 * MIB + "\r\n");
            client.send(block(2 * MIB));
            var answer = client.read();
            assertEquals(502, answer.status());
            assertEquals("instance-failed", answer.header("Slackline-Error"));
            assertTrue(answer.saysClose());
        }
        from.nextLost();
        from.awaitStatus("f", status -> status.getInFlight() == 0 && status.getFailed() == 1);
        try (var client = connect()) {
            assertEquals("again", client.post("/echo", "again").text());
        }
    }

    @Test
    void anInstanceThatDiesInTheMiddleOfAnAnswerEndsTheConnection() throws Exception {
        try (var client = connect()) {
            client.send("GET /torn/" + 20 * MIB + " HTTP/1.1\r\nHost: f\r\n\r\n");
            assertThrows(IOException.class, client::read);
        }
        from.awaitStatus("f", status -> status.getInFlight() == 0 && status.getFailed() == 1);
    }

    @Test
    void aClientThatEndsInTheMiddleOfItsRequestEndsTheFunctionsRead() throws Exception {
        try (var client = connect()) {
            head(client, "/sum", "Content-Length: " + 100 * MIB + "\r\n");
            client.send(block(2 * MIB));
            from.awaitStatus("f", status -> status.getInFlight() == 1);
            client.shutdownOutput();
            var answer = client.read();
            assertEquals(400, answer.status());
            assertTrue(answer.text().contains("ended in the middle of its request"), answer.text());
        }
        from.awaitStatus("f", status -> status.getInFlight() == 0 && status.getFailed() == 1);
        try (var client = connect()) {
            assertEquals("again", client.post("/echo", "again").text());
        }
    }

    @Test
    void aClientThatVanishesInTheMiddleOfItsAnswerEndsTheFunctionsWrite() throws Exception {
        try (var client = connect()) {
            client.send("GET /pour/" + 1024 * MIB + " HTTP/1.1\r\nHost: f\r\n\r\n");
            assertEquals(200, client.readHead().status());
        }
        from.awaitStatus("f", status -> status.getInFlight() == 0 && status.getFailed() == 1);
    }

    @Test
    void largeBodiesAreForwardedBothWays() throws Exception {
        to.serve(there);
        from.assign(here, Role.FORWARD, to.peer(), 0);
        from.await(status -> status.getState() == InstanceState.GONE);
        try (var client = connect()) {
            head(client, "/sum", "Content-Length: " + 40 * MIB + "\r\n");
            for (int i = 0; i < 40; i++) {
                client.send(block(MIB));
            }
            var answer = client.read();
            assertEquals(sum(40), answer.text());
            assertEquals("to", answer.header("Slackline-Node"));
            assertEquals("forwarded", answer.header("Slackline-Start"));
            assertTrue(answer.saysClose());
        }
        try (var client = connect()) {
            assertTrue(Arrays.equals(
                    block(40 * MIB), client.get("/pour/" + 40 * MIB).body()));
        }
        to.awaitStatus("f", status -> status.getInFlight() == 0);
    }

    @Test
    void aLargeRequestWaitsForAPeerThatDoesNotHostTheFunctionYet() throws Exception {
        from.assign(here, Role.FORWARD, to.peer(), 0);
        from.await(status -> status.getState() == InstanceState.GONE);
        try (var client = connect()) {
            head(client, "/sum", "Content-Length: " + 4 * MIB + "\r\n");
            client.send(block(MIB));
            from.awaitStatus("f", status -> status.getInFlight() == 1);
            to.serve(there);
            for (int i = 1; i < 4; i++) {
                client.send(block(MIB));
            }
            var answer = client.read();
            assertEquals(sum(4), answer.text());
            assertEquals("to", answer.header("Slackline-Node"));
        }
    }

    @Test
    void aDrainWaitsForALargeRequestAndALargeAnswer() throws Exception {
        to.serve(there);
        try (var up = connect();
                var down = connect()) {
            head(up, "/sum", "Content-Length: " + 4 * MIB + "\r\n");
            up.send(block(MIB));
            down.send("GET /pour/" + 40 * MIB + " HTTP/1.1\r\nHost: f\r\n\r\n");
            assertEquals(200, down.readHead().status());
            from.awaitStatus("f", status -> status.getInFlight() == 2);
            from.assign(here, Role.DRAIN, to.peer(), 1);
            from.assign(here, Role.FORWARD, to.peer(), 0);
            assertEquals(2, from.status("f").getInFlight());
            assertEquals(InstanceState.DRAINING, from.status("f").getState());
            for (int i = 1; i < 4; i++) {
                up.send(block(MIB));
            }
            var answer = up.read();
            assertEquals(sum(4), answer.text());
            assertEquals("from", answer.header("Slackline-Node"));
            assertTrue(answer.saysClose());
            assertTrue(Arrays.equals(block(40 * MIB), down.readBody(40 * MIB)));
        }
        from.await(status -> status.getState() == InstanceState.GONE && status.getInFlight() == 0);
        assertEquals(0, from.status("f").getFailed());
    }

    @Test
    void http10ClientsGetAnAnswerOfUnknownLengthUntilTheEnd() throws Exception {
        try (var client = connect()) {
            client.send("GET /drip/" + MIB + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertTrue(client.readHead().saysClose());
            assertTrue(Arrays.equals(block(MIB), client.readBody(MIB)));
            assertTrue(client.atEnd());
        }
    }

    @Test
    void aLargeRequestBehindAnotherIsServedInItsTurn() throws Exception {
        try (var client = connect()) {
            client.send("GET /slow/100 HTTP/1.1\r\nHost: f\r\n\r\n");
            head(client, "/sum", "Content-Length: " + 2 * MIB + "\r\n");
            client.send(block(2 * MIB));
            client.send("GET /echo?behind HTTP/1.1\r\nHost: f\r\n\r\n");
            assertEquals("/slow/100", client.read().header("Request-Path"));
            assertEquals(sum(2), client.read().text());
            assertEquals("/echo?behind", client.read().header("Request-Path"));
        }
    }

    @Test
    void chunksThatTheFunctionDoesNotReadAreNotTakenForTheNextRequest() throws Exception {
        from.assign(here.toBuilder().setVersion(2).setConcurrency(1).build(), Role.SERVE);
        from.await(status -> status.getVersion() == 2 && status.getState() == InstanceState.WARM);
        for (int round = 0; round < 5; round++) {
            try (var client = connect();
                    var next = connect()) {
                head(client, "/slow/50", "Transfer-Encoding: chunked\r\n");
                chunk(client, block(260 << 10));
                client.send("0\r\n\r\n");
                // It waits for the instance, and is sent when the first is answered.
                from.awaitStatus("f", status -> status.getInFlight() == 1);
                head(next, "/echo", "Content-Length: 5\r\n");
                next.send("after");
                assertEquals(200, client.read().status());
                assertEquals("after", next.read().text());
            }
        }
    }

    @Test
    void chunksThatAreNoneEndTheRequestWithAnError() throws Exception {
        try (var client = connect()) {
            head(client, "/sum", "Transfer-Encoding: chunked\r\n");
            chunk(client, block(MIB));
            client.send("this is no chunk\r\n");
            var answer = client.read();
            assertEquals(400, answer.status());
            assertTrue(answer.saysClose());
        }
    }

    @Test
    void anAnswerOfUnknownLengthIsPassedOnWhileItComes() throws Exception {
        try (var client = connect()) {
            head(client, "/mirror", "Content-Length: " + MIB + "\r\n");
            client.send("first");
            assertEquals("chunked", client.readHead().header("Transfer-Encoding"));
            assertEquals("first", new String(client.readChunk(), StandardCharsets.US_ASCII));
        }
    }
}
