package io.slackline.agent.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions as their authors wrote them for other platforms. */
final class AdaptedRuntimeTest {
    private static final String ACTION = """
            import os
            count = 0

            def main(args):
                global count
                count += 1
                if "boom" in args:
                    raise ValueError("as asked")
                if "none" in args:
                    return None
                return {"greeting": "Hello " + args.get("name", "stranger"), "count": count,
                        "id": len(os.environ["__OW_ACTIVATION_ID"]), "action": os.environ["__OW_ACTION_NAME"]}

            def other(args):
                return [args]
            """;

    private static final String HANDLER = """
            def twice(params, context):
                print("working")
                return {"twice": params["n"] * 2}
            """;

    /** As executors of Serverledge are written: a port of its own, HTTP/1.0, a thread for each request. */
    private static final String EXECUTOR = """
            import importlib, json, os, sys
            from http.server import BaseHTTPRequestHandler, HTTPServer
            from socketserver import ThreadingMixIn

            class Server(ThreadingMixIn, HTTPServer):
                pass

            class Executor(BaseHTTPRequestHandler):
                def do_POST(self):
                    request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                    if "invoke" not in self.path:
                        self.send_response(404)
                        self.end_headers()
                        return
                    sys.path.insert(1, request["HandlerDir"])
                    module, name = os.path.splitext(request["Handler"])
                    answer = {}
                    try:
                        function = getattr(importlib.import_module(module), name[1:])
                        answer = {"Result": json.dumps(function(request["Params"], {})), "Success": True, "Output": ""}
                    except Exception as failed:
                        print(failed, file=sys.stderr)
                        answer["Success"] = False
                    self.send_response(200)
                    self.send_header("Content-type", "application/json")
                    self.end_headers()
                    self.wfile.write(json.dumps(answer).encode())

            if __name__ == "__main__":
                Server(("0.0.0.0", 8080), Executor).serve_forever()
            """;

    @TempDir
    Path state;

    private TestNode node;

    @BeforeEach
    void start() {
        node = new TestNode("n1", "127.0.0.31", state);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private FunctionSpec.Builder function(String name, String runtime, String file, byte[] artifact) {
        return node.sample(name)
                .setRuntime(runtime)
                .clearCommand()
                .setArtifactName(file)
                .setArtifactSha256(node.artifact(artifact));
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void runsAnOpenWhiskAction() throws Exception {
        var action = node.serve(function("hello", "openwhisk", "hello.py", ACTION.getBytes(StandardCharsets.UTF_8))
                .build());
        try (var client = new HttpClient(action.getAddress())) {
            var first = client.post("/", "{\"name\": \"Ada\"}");
            assertEquals(200, first.status(), first.text());
            assertEquals(
                    "{\"greeting\": \"Hello Ada\", \"count\": 1, \"id\": 32, \"action\": \"/_/hello\"}", first.text());
            assertEquals("warm", first.header("Slackline-Start"));
            var query = client.get("/?name=Bob%20B");
            assertTrue(query.text().contains("Hello Bob B\", \"count\": 2"), query.text());
            var direct = client.post("/run", "{\"value\": {\"name\": \"C\"}, \"activation_id\": \"x\"}");
            assertTrue(direct.text().contains("\"Hello C\", \"count\": 3, \"id\": 1"), direct.text());
            var raised = client.post("/", "{\"boom\": 1}");
            assertEquals(502, raised.status());
            assertTrue(raised.text().contains("as asked"), raised.text());
            assertEquals(502, client.post("/", "{\"none\": 1}").status());
            assertEquals(400, client.post("/", "no json").status());
            assertEquals(200, client.post("/", "{}").status());
        }
    }

    @Test
    void runsAZippedActionWithAnotherMain() throws Exception {
        var zip = zip("__main__.py", "from helper import *\n", "helper.py", ACTION);
        var action = node.serve(function("zipped", "openwhisk", "action.zip", zip)
                .putEnvironment("MAIN", "other")
                .build());
        try (var client = new HttpClient(action.getAddress())) {
            assertEquals("[{\"a\": 1}]", client.post("/", "{\"a\": 1}").text());
        }
    }

    @Test
    void anActionThatDoesNotLoadSaysWhy() throws Exception {
        var broken = "def main(args):\n  return {\n".getBytes(StandardCharsets.UTF_8);
        node.assign(function("broken", "openwhisk", "broken.py", broken).build(), Role.SERVE);
        var status = node.await(each -> each.getState() == InstanceState.FAILED);
        assertTrue(status.getError().contains("SyntaxError"), status.getError());
    }

    @Test
    void runsAServerledgeFunction() throws Exception {
        var function = node.serve(function("twice", "serverledge", "twice.py", HANDLER.getBytes(StandardCharsets.UTF_8))
                .putEnvironment("HANDLER", "twice.twice")
                .build());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("{\"twice\": 42}", client.post("/", "{\"n\": 21}").text());
            var failed = client.post("/", "{}");
            assertEquals(500, failed.status());
            assertTrue(failed.text().contains("KeyError"), failed.text());
            var direct = client.post(
                    "/invoke",
                    "{\"Params\":{\"n\":1},\"Handler\":\"twice.twice\",\"HandlerDir\":\".\",\"ReturnOutput\":true}");
            assertEquals(
                    "{\"Success\": true, \"Result\": \"{\\\"twice\\\": 2}\", \"Output\": \"working\\n\"}",
                    direct.text());
        }
    }

    @Test
    void runsAServerledgeExecutorThatInsistsOnItsPort() throws Exception {
        var zip = zip("executor.py", EXECUTOR, "twice.py", HANDLER);
        for (var name : new String[] {"one", "two"}) {
            var function = node.serve(function(name, "serverledge", "function.zip", zip)
                    .addCommand("/usr/bin/python3")
                    .addCommand("executor.py")
                    .putEnvironment("HANDLER", "twice.twice")
                    .build());
            try (var client = new HttpClient(function.getAddress())) {
                assertEquals("{\"twice\": 14}", client.post("/", "{\"n\": 7}").text());
                assertEquals(
                        "{\"twice\": 16}",
                        client.get("/?n=8").status() == 200
                                ? client.post("/", "{\"n\": 8}").text()
                                : "");
                assertEquals(500, client.post("/", "{}").status());
                // Executors read no chunks.
                client.send("POST / HTTP/1.1\r\nHost: f\r\nTransfer-Encoding: chunked\r\n\r\n");
                client.send(
                        "9\r\n{\"n\": 8, \r\n80000\r\n" + " ".repeat(0x80000) + "\r\n9\r\n\"m\": \"x\"}\r\n0\r\n\r\n");
                assertEquals("{\"twice\": 16}", client.read().text());
            }
        }
    }
}
