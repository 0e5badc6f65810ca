package io.slackline.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.api.v1.FunctionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a function does to itself is told to its caller in time, and its neighbour goes on. */
final class MisbehaviourTest {
    @TempDir
    Path state;

    private TestNode node;
    private FunctionSpec bad;
    private FunctionSpec neighbour;

    @BeforeEach
    void start() throws Exception {
        node = new TestNode("n1", "127.0.0.33", state);
        var script = Path.of(
                MisbehaviourTest.class.getResource("/functions/misbehave.py").toURI());
        neighbour = node.serve(node.sample("neighbour").build());
        bad = node.serve(node.sample("bad")
                .clearCommand()
                .addCommand("/usr/bin/python3")
                .addCommand(script.toString())
                .setMemoryMib(64)
                .setTimeoutMs(4_000)
                .build());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private HttpClient.Response ask(String what) throws Exception {
        HttpClient.Response answer;
        try (var caller = new HttpClient(bad.getAddress());
                var other = new HttpClient(neighbour.getAddress())) {
            answer = caller.get(what);
            assertEquals("undisturbed", other.post("/echo", "undisturbed").text());
        }
        try (var again = new HttpClient(bad.getAddress())) {
            assertEquals("ok", again.get("/").text(), "a new instance");
        }
        return answer;
    }

    @Test
    void forks() throws Exception {
        var answer = ask("/forks");
        assertEquals(502, answer.status());
        assertEquals("instance-failed", answer.header("Slackline-Error"));
    }

    @Test
    void leaks() throws Exception {
        try (var watch = Executors.newSingleThreadScheduledExecutor()) {
            // As the agent does, only more often.
            watch.scheduleAtFixedRate(() -> node.runtime().watch(), 0, 100, TimeUnit.MILLISECONDS);
            var answer = ask("/leaks");
            assertEquals(502, answer.status());
            var how = node.nextLost();
            assertTrue(how.contains("it used"), how);
            watch.shutdownNow();
        }
    }

    @Test
    void prints() throws Exception {
        assertEquals(200, ask("/prints").status());
        node.runtime().watch();
        assertTrue(Files.size(state.resolve("logs/bad.log")) <= 1 << 20);
    }

    @Test
    void hangs() throws Exception {
        var answer = ask("/hangs");
        assertEquals(504, answer.status());
        assertTrue(answer.text().contains("did not answer within its timeout of 4000 ms"), answer.text());
    }

    @Test
    void dies() throws Exception {
        assertEquals(502, ask("/dies").status());
        var how = node.nextLost();
        assertTrue(how.contains("exit code 7"), how);
    }
}
