package io.slackline.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.HttpClient;
import io.slackline.agent.TestNode;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Role;
import io.slackline.common.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many instances live, and for how long. */
final class WarmInstancesTest {
    @TempDir
    Path state;

    private @Nullable TestNode node;

    private TestNode start(Duration idleTimeout, int memoryMib) {
        return node = new TestNode(
                "n1",
                "127.0.0.15",
                state,
                pool("{memoryMib: %d, idleTimeout: %dms, assignedGrace: 0s, prewarmInterval: 1h}"
                        .formatted(memoryMib, idleTimeout.toMillis())));
    }

    private static PoolConfig pool(String yaml) {
        return ConfigLoader.parse(yaml, "pool", PoolConfig.class);
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void anInstanceWhoseFunctionHasLeftServesAgainWhenItReturns() throws Exception {
        var home = start(Duration.ofMinutes(10), 2048);
        var function = home.serve(home.sample("f").build());
        long pid = home.hosting().pids().getFirst();
        home.assign(function, Role.FORWARD, "127.0.0.1:1", 0);
        home.await(status -> status.getState() == InstanceState.GONE);
        home.serve(function);
        assertEquals(pid, home.hosting().pids().getFirst());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("warm", client.get("/echo").header("Slackline-Start"));
        }
    }

    @Test
    void aStartThatEndsInAnErrorIsToldAndTriedAgain() throws Exception {
        var home = start(Duration.ofMinutes(10), 2048);
        var attempts = new CountDownLatch(2);
        home.provide("broken", (function, start) -> {
            attempts.countDown();
            throw new NoClassDefFoundError("io/example/Missing");
        });
        home.assign(home.sample("f").setRuntime("broken").build(), Role.SERVE);
        var failed = home.await(status -> status.getState() == InstanceState.FAILED);
        assertTrue(failed.getError().contains("NoClassDefFoundError: io/example/Missing"), failed.getError());
        assertTrue(attempts.await(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void aParkedInstanceOfAnotherVersionIsNotTaken() throws Exception {
        var home = start(Duration.ofMinutes(10), 2048);
        var function = home.serve(home.sample("f").build());
        long pid = home.hosting().pids().getFirst();
        home.assign(function, Role.FORWARD, "127.0.0.1:1", 0);
        home.await(status -> status.getState() == InstanceState.GONE);
        home.serve(function.toBuilder().setVersion(2).build());
        assertNotEquals(pid, home.hosting().pids().getFirst());
    }

    @Test
    void aParkedInstanceEndsWithItsFunction() throws Exception {
        var home = start(Duration.ofMinutes(10), 2048);
        var function = home.serve(home.sample("f").build());
        var process = ProcessHandle.of(home.hosting().pids().getFirst()).orElseThrow();
        home.assign(function, Role.FORWARD, "127.0.0.1:1", 0);
        home.await(status -> status.getState() == InstanceState.GONE);
        assertTrue(process.isAlive());
        home.unassignAll();
        process.onExit().get();
    }

    @Test
    void scalesToZeroWhenIdleAndTheNextRequestStartsIt() throws Exception {
        var home = start(Duration.ofMillis(50), 2048);
        var function = home.serve(home.sample("f").build());
        home.await(status -> status.getState() == InstanceState.COLD);
        assertEquals(0, home.hosting().warmBits());
        try (var client = new HttpClient(function.getAddress())) {
            var answer = client.get("/echo");
            assertEquals(200, answer.status());
            assertEquals("cold", answer.header("Slackline-Start"));
        }
    }

    @Test
    void theLeastRecentlyInvokedGivesItsPlaceToOneThatIsAskedFor() throws Exception {
        var home = start(Duration.ofMinutes(10), 512);
        var first = home.serve(home.sample("first").build());
        home.serve(home.sample("second").build());
        try (var client = new HttpClient(first.getAddress())) {
            client.get("/echo");
        }
        home.serve(home.sample("third").build());
        assertEquals(InstanceState.COLD, home.status("second").getState());
        assertEquals(InstanceState.WARM, home.status("first").getState());
    }

    @Test
    void moreInstancesStartWhileRequestsWait() throws Exception {
        var home = start(Duration.ofMinutes(10), 2048);
        var function = home.serve(home.sample("f").setConcurrency(1).build());
        var who = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<String>>();
            for (int i = 0; i < 4; i++) {
                calls.add(() -> {
                    try (var client = new HttpClient(function.getAddress())) {
                        var seen = "";
                        for (int request = 0; request < 40; request++) {
                            assertEquals(200, client.get("/slow/20").status());
                            seen += client.get("/who").text() + " ";
                        }
                        return seen;
                    }
                });
            }
            for (var answers : threads.invokeAll(calls)) {
                for (var each : answers.get().split(" ", -1)) {
                    who.add(each);
                }
            }
        }
        who.remove("");
        assertTrue(who.size() > 1, who.toString());
        assertEquals(0, home.status("f").getFailed());
    }
}
