package io.slackline.agent.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.agent.runtime.Start;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample function in an image with this machine's Python. */
final class OciRuntimeTest {
    private static final String PROGRAM = "\"Entrypoint\":[\"/usr/bin/python3\"],\"Cmd\":[\"sample.py\"]";
    private static byte[] archive = new byte[0];
    private static Layer base = new Layer();

    @TempDir
    Path state;

    private TestNode node;

    @BeforeAll
    static void buildImage() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/crun")), "crun is not installed: containers cannot be tested");
        var sample = Files.readString(TestNode.sampleScript());
        base = TestImage.python("http.server, socketserver, signal, threading, zlib")
                .symbolicLink(
                        "usr/bin/python3",
                        Path.of("/usr/bin/python3").toRealPath().toString())
                .file("function/sample.py", sample)
                .file("function/gone", "");
        archive = new TestImage()
                .layer(base)
                .plainLayer(new Layer()
                        .file("function/.wh.gone", "")
                        .directory("data", 0755, 1001)
                        .file("data/given", "by the image")
                        .file("etc/passwd", "app:x:1001:1002::/tmp:/bin/sh\n"))
                .archive(
                        "{%s,\"Env\":[\"FROM=image\"],\"WorkingDir\":\"/function\",\"User\":\"app\",\"Volumes\":{\"/data\":{}}}"
                                .formatted(PROGRAM));
    }

    @BeforeEach
    void start() {
        node = new TestNode("n1", "127.0.0.34", state);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private FunctionSpec.Builder function(byte[] image) {
        return node.sample("boxed")
                .setRuntime("oci")
                .clearCommand()
                .setArtifactSha256(node.artifact(image))
                .setArtifactName("boxed.tar");
    }

    private static String ask(FunctionSpec function, String what) throws Exception {
        try (var client = new HttpClient(function.getAddress())) {
            return client.get(what).text();
        }
    }

    @Test
    void runsAnImageAsItsMakerWantedIt() throws Exception {
        var function =
                node.serve(function(archive).putEnvironment("MORE", "deployed").build());
        assertEquals("1", ask(function, "/who"), "a process namespace of its own");
        assertEquals("image", ask(function, "/env/FROM"));
        assertEquals("deployed", ask(function, "/env/MORE"));
        assertEquals("/run/slackline/socket", ask(function, "/env/SOCKET"));
        assertEquals("boxed", ask(function, "/env/SLACKLINE_FUNCTION"));
    }

    @Test
    void writesWhereItMayAndNowhereElse() throws Exception {
        var function = node.serve(function(archive).build());
        var status = ask(function, "/read/proc/self/status");
        assertTrue(status.contains("Uid:\t1001\t") && status.contains("Gid:\t1002\t"), status);
        assertTrue(status.contains("CapEff:\t0000000000000000") && status.contains("NoNewPrivs:\t1"), status);
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("4", client.post("/write/tmp/mine", "mine").text());
            assertEquals("mine", client.get("/read/tmp/mine").text());
            assertEquals("by the image", client.get("/read/data/given").text(), "volumes begin as the image has them");
            assertEquals("3", client.post("/write/data/own", "new").text());
            assertTrue(client.post("/write/function/sample.py", "evil").text().contains("Read-only file system"));
            assertTrue(client.post("/write/proc/sys/kernel/hostname", "evil")
                    .text()
                    .contains("Errno"));
            assertTrue(client.get("/read/function/gone").text().contains("No such file"), "whited out");
            assertTrue(client.get("/read/proc/1/environ").text().contains("SLACKLINE_NODE=n1"), "its own processes");
        }
        assertFalse(Files.exists(Path.of("/tmp/mine")));
    }

    @Test
    void diesAloneAndSaysHow() throws Exception {
        var function = node.serve(function(archive).setMemoryMib(64).build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals(502, client.get("/die").status());
        }
        assertTrue(node.nextLost().contains("exit code 7"));
        String how;
        try (var client = new HttpClient(function.getAddress());
                var watch = Executors.newSingleThreadScheduledExecutor()) {
            watch.scheduleAtFixedRate(() -> node.runtime().watch(), 0, 100, TimeUnit.MILLISECONDS);
            // Answered or not: what counts is that it does not keep the memory.
            client.get("/eat/200");
            how = node.nextLost();
            watch.shutdownNow();
        }
        assertTrue(how.contains("it used"), how);
        assertEquals("1", ask(function, "/who"), "a new container");
    }

    @Test
    void nothingOutlivesWhatMadeIt() throws Exception {
        var function = node.serve(function(archive).build());
        var container = ProcessHandle.of(node.hosting().pids().getFirst()).orElseThrow();
        var madeBy = container.parent().flatMap(ProcessHandle::parent).orElseThrow();
        assertTrue(madeBy.destroyForcibly());
        container.onExit().get(10, TimeUnit.SECONDS);
        var how = node.nextLost();
        assertTrue(how.contains("exit code 137"), how);
        assertEquals("1", ask(function, "/who"), "a new container");
    }

    @Test
    void leavesNothingWhenItStops() throws Exception {
        var runtime = new OciRuntime(node.runtime(), node.artifacts(), state, "n1", Optional.empty());
        var running = runtime.start(function(archive).build(), new Start(Start.Urgency.AT_ONCE));
        assertTrue(running.probe());
        running.stop();
        running.ended().get(10, TimeUnit.SECONDS);
        assertFalse(ProcessHandle.of(running.pid()).isPresent());
        for (var place : List.of("instances", "sockets")) {
            try (var left = Files.list(state.resolve(place))) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    void runsAnImagesRootWithTheCommandOfTheDeployment() throws Exception {
        var function = node.serve(function(base.compressed())
                .addCommand("/usr/bin/python3")
                .addCommand("/function/sample.py")
                .build());
        assertTrue(ask(function, "/read/proc/self/status").contains("Uid:\t0\t"));
        assertEquals("", ask(function, "/read/function/gone"));
    }

    @Test
    void listensOnAPortOfTheNode() throws Exception {
        var function =
                node.serve(function(archive).putEnvironment("LISTEN", "port").build());
        assertEquals("1", ask(function, "/who"));
    }

    @Test
    void largeBodiesStreamToAndFromAContainer() throws Exception {
        // More than its memory: nothing on the way holds them.
        int bytes = 100 << 20;
        var function = node.serve(function(archive).setMemoryMib(64).build());
        try (var client = new HttpClient(function.getAddress())) {
            client.send("POST /sum HTTP/1.1\r\nHost: f\r\nContent-Length: " + bytes + "\r\n\r\n");
            var block = new byte[1 << 20];
            var crc = new CRC32();
            for (int sent = 0; sent < bytes; sent += block.length) {
                client.send(block);
                crc.update(block);
            }
            assertEquals(bytes + " " + crc.getValue(), client.read().text());
            assertEquals(bytes, client.get("/pour/" + bytes).body().length);
            assertEquals("1", client.get("/who").text());
        }
    }

    private String failure(FunctionSpec function) throws InterruptedException {
        long at = node.assign(function, Role.SERVE);
        return node.await(status -> status.getGeneration() == at && status.getState() == InstanceState.FAILED)
                .getError();
    }

    @Test
    void saysWhatIsWrongWithAnImage() throws Exception {
        var layer = new Layer().file("a", "");
        assertEquals(
                "function mute: its image names no command (Entrypoint, Cmd): give one after --",
                failure(function(new TestImage().layer(layer).archive("{}"))
                        .setName("mute")
                        .build()));
        var damaged = failure(
                function(new TestImage().layer(layer).corrupt("Entrypoint").archive("{%s}".formatted(PROGRAM)))
                        .setName("damaged")
                        .build());
        assertTrue(damaged.contains("is corrupt: its SHA-256 is"), damaged);
        assertEquals(
                "image: the file name \"../a\" leaves the image",
                failure(function(new TestImage()
                                .layer(new Layer().file("../a", ""))
                                .archive("{}"))
                        .setName("evil")
                        .build()));
    }

    @Test
    void saysWhereCrunIsMissing() throws Exception {
        node.provide(
                "oci",
                new OciRuntime(node.runtime(), node.artifacts(), state, "n1", Optional.of(state.resolve("crun"))));
        assertEquals(
                "function boxed: the oci runtime needs crun, which node n1 does not have (apt-get install crun)",
                failure(function(archive).build()));
    }
}
