package io.slackline.agent.wasm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import io.slackline.common.SlacklineException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WasmRuntimeTest {
    @TempDir
    Path state;

    private TestNode node;

    @BeforeEach
    void start() {
        node = new TestNode("n1", "127.0.0.32", state);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private FunctionSpec.Builder function(String name, byte[] module) {
        return node.sample(name)
                .setRuntime("wasm")
                .clearCommand()
                .setArtifactName(name + ".wasm")
                .setArtifactSha256(node.artifact(module));
    }

    @Test
    void aHandlerKeepsItsMemory() throws Exception {
        var function = node.serve(function("counter", Modules.counter()).build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("1hello", client.post("/", "_hello").text());
            var second = client.post("/", "_again");
            assertEquals("2again", second.text());
            assertEquals("warm", second.header("Slackline-Start"));
            assertEquals("n1", second.header("Slackline-Node"));
        }
    }

    @Test
    void aHandlerThatTrapsIsReplacedAndItsCallerToldWhy() throws Exception {
        var function = node.serve(function("trap", Modules.counter()).build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("1", client.post("/", "_").text());
            var trapped = client.post("/", "T");
            assertEquals(502, trapped.status());
            assertEquals("instance-failed", trapped.header("Slackline-Error"));
            assertTrue(trapped.text().contains("unreachable"), trapped.text());
            assertTrue(node.nextLost().contains("unreachable"));
            assertEquals("1", client.post("/", "_").text(), "a new instance");
        }
    }

    @Test
    void aHandlerThatNeverEndsIsStoppedInTime() throws Exception {
        var function =
                node.serve(function("loop", Modules.counter()).setTimeoutMs(300).build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals(504, client.post("/", "L").status());
            assertEquals("1", client.post("/", "_").text());
        }
        assertTrue(threadsEnd("wasm-loop-1"), "its thread goes on");
    }

    private static boolean threadsEnd(String name) {
        for (long end = System.nanoTime() + TestNode.PATIENCE.toNanos(); System.nanoTime() < end; ) {
            if (Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals(name))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void memoryIsBounded() throws Exception {
        var function =
                node.serve(function("grow", Modules.counter()).setMemoryMib(16).build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals(502, client.post("/", "G").status(), "refused to grow, then trapped");
            assertEquals("1", client.post("/", "_").text());
        }
        var large = new ModuleAssembler().memory(17 * 16);
        int none = large.type(List.of(), List.of());
        node.assign(
                function("large", large.function("_start", none).build())
                        .setMemoryMib(16)
                        .build(),
                Role.SERVE);
        var refused = node.await(status -> status.getState() == InstanceState.FAILED);
        assertTrue(refused.getError().contains("begins with 17 MiB of memory; it may have 16"), refused.getError());
    }

    @Test
    void aCommandIsAFreshInstanceForEachRequest() throws Exception {
        var function = node.serve(function("copier", Modules.copier()).build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("hello", client.post("/", "hello").text());
            assertEquals("again", client.post("/", "again").text());
            assertEquals("Content-Type: text/html\n\n", "Content-Type: text/html\n\n");
            var cgi = client.post("/", "Status: 404 Not Found\nContent-Type: text/html\nX-A: b\n\n<p>");
            assertEquals(404, cgi.status());
            assertEquals("<p>", cgi.text());
            assertEquals("text/html", cgi.header("Content-Type"));
            assertEquals("b", cgi.header("X-A"));
        }
    }

    @Test
    void aCommandThatFailsSaysSo() throws Exception {
        var function =
                node.serve(function("fails", Modules.printer("no way", 1, 3)).build());
        try (var client = new HttpClient(function.getAddress())) {
            var failed = client.get("/");
            assertEquals(502, failed.status());
            assertTrue(failed.text().contains("exit code 3; it said: no way"), failed.text());
            assertEquals(502, client.get("/").status());
        }
        assertTrue(Files.readString(state.resolve("logs/fails.log")).contains("no way"));
    }

    @Test
    void aCommandThatPrintsWithoutEndIsAnError() throws Exception {
        var function = node.serve(
                function("prints", Modules.printer("x".repeat(60_000), 400, 0)).build());
        try (var client = new HttpClient(function.getAddress())) {
            var failed = client.get("/");
            assertEquals(502, failed.status());
            assertTrue(failed.text().contains("more than 16777216 bytes"), failed.text());
        }
    }

    @Test
    void whatIsNoModuleIsRefused() throws Exception {
        node.assign(
                function("text", "no module".getBytes(StandardCharsets.UTF_8)).build(), Role.SERVE);
        var status = node.await(each -> each.getState() == InstanceState.FAILED);
        assertTrue(status.getError().contains("not a usable WebAssembly module"), status.getError());
    }

    @Test
    void itsStateMovesToAnotherInstance() throws Exception {
        var classes = new ClassCache(state.resolve("classes"));
        var module = CompiledModule.compile(Modules.counter(), classes);
        var function = FunctionSpec.newBuilder().setName("f").setMemoryMib(16).build();
        var here = new WasmProgram(module, function, said -> {});
        for (int i = 0; i < 4; i++) {
            assertEquals((char) ('1' + i) + "abc", run(here));
        }
        var snapshot = here.snapshot();
        assertTrue(snapshot.length < 2 * 65_536, "zero pages are not in it");
        var there = new WasmProgram(CompiledModule.compile(Modules.counter(), classes), function, said -> {});
        there.restore(snapshot);
        assertArrayEquals(snapshot, there.snapshot());
        assertEquals("5abc", run(there));
        assertEquals("5abc", run(here));
        assertThrows(SlacklineException.class, () -> there.restore(new byte[] {0, 0, 0, 1, 0}));
    }

    private static String run(WasmProgram program) throws WasmFailure {
        var call = new WasmCall("POST", "/", new DefaultHttpHeaders(), "_abc".getBytes(StandardCharsets.UTF_8));
        return new String(program.run(call).body(), StandardCharsets.UTF_8);
    }

    @Test
    void warmsItselfWithAModuleThatWorks() throws Exception {
        assertEquals(3, WasmWarmup.run(new ClassCache(state.resolve("warm-classes")), 3));
    }
}
