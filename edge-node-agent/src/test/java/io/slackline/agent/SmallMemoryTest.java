package io.slackline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies far larger than all the memory that the agents have. */
final class SmallMemoryTest {
    private static final int MIB = 1 << 20;
    private static final int BODY_MIB = 200;
    private static final String SUM = sum();

    @TempDir
    static Path state;

    private static TestKeys keys;
    private static Process agents;
    private static int here;
    private static int there;

    @BeforeAll
    static void start() throws Exception {
        keys = TestKeys.of(SmallAgents.IP, state.resolve("keys.p12"));
        agents = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:MaxDirectMemorySize=32m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallAgents.class.getName(),
                        state.toString(),
                        keys.file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = agents.inputReader();
        here = Integer.parseInt(said.readLine());
        there = Integer.parseInt(said.readLine());
    }

    @AfterAll
    static void stop() throws Exception {
        agents.getOutputStream().close();
        assertTrue(agents.waitFor(TestNode.PATIENCE), "the agents do not end");
    }

    private static byte[] block() {
        var block = new byte[MIB];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i * 31);
        }
        return block;
    }

    private static String sum() {
        var crc = new CRC32();
        var block = block();
        for (int i = 0; i < BODY_MIB; i++) {
            crc.update(block);
        }
        return (long) BODY_MIB * MIB + " " + crc.getValue();
    }

    private static InputStream blocks() {
        var parts = Collections.nCopies(BODY_MIB, block()).stream()
                .map(ByteArrayInputStream::new)
                .toList();
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static HttpRequest.Builder to(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://" + SmallAgents.IP + ":" + port + path))
                .timeout(TestNode.PATIENCE);
    }

    private static void upAndDown(Version version, int port, String node) throws Exception {
        try (var client = keys.client(version)) {
            var up = client.send(
                    to(port, "/sum")
                            .POST(BodyPublishers.ofInputStream(SmallMemoryTest::blocks))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, up.statusCode(), up.body());
            assertEquals(SUM, up.body());
            assertEquals(version, up.version());
            assertEquals(node, up.headers().firstValue("Slackline-Node").orElse(""));
            var down = client.send(to(port, "/pour/" + BODY_MIB * MIB).build(), BodyHandlers.ofInputStream());
            assertEquals(SUM, sum(down.body()));
        }
    }

    private static String sum(InputStream body) throws IOException {
        var crc = new CRC32();
        var buffer = new byte[1 << 16];
        long length = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            crc.update(buffer, 0, read);
            length += read;
        }
        return length + " " + crc.getValue();
    }

    @Test
    void http11() throws Exception {
        upAndDown(Version.HTTP_1_1, here, "first");
    }

    @Test
    void http2ByWayOfAnotherAgent() throws Exception {
        upAndDown(Version.HTTP_2, there, "second");
    }

    /** Their answers together are some thirty times what the agents have. */
    @Test
    void clientsThatDoNotReadHoldUpNobodyElse() throws Exception {
        var slow = new ArrayList<io.slackline.agent.HttpClient>();
        try (var client = keys.client(Version.HTTP_2)) {
            for (int i = 0; i < SmallAgents.CONCURRENCY - 2; i++) {
                var one = new io.slackline.agent.HttpClient(SmallAgents.IP, here);
                slow.add(one);
                one.send("GET /pour/" + BODY_MIB * MIB + " HTTP/1.1\r\nHost: f\r\n\r\n");
                assertEquals(200, one.readHead().status());
            }
            var stream = client.send(to(here, "/pour/" + BODY_MIB * MIB).build(), BodyHandlers.ofInputStream());
            var beside = client.send(
                    to(here, "/sum")
                            .POST(BodyPublishers.ofInputStream(SmallMemoryTest::blocks))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(SUM, beside.body());
            assertEquals(SUM, sum(stream.body()));
        } finally {
            for (var each : slow) {
                each.close();
            }
        }
    }
}
