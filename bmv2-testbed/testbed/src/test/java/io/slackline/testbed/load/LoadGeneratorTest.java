package io.slackline.testbed.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.config.HostAndPort;
import io.slackline.testbed.load.LoadPlan.Arrivals;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class LoadGeneratorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void writeCases() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.writeString(directory.resolve(i + ".txt"), "text " + i);
            Files.writeString(directory.resolve(i + ".txt.answer"), "TEXT " + i);
        }
    }

    @Test
    void everyKindOfFlowGetsItsAnswers() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.GOOD)) {
            for (FlowKind kind : FlowKind.values()) {
                RequestLog log = run(server, kind);
                assertEquals(List.of(), outcomesOtherThanOk(log), kind.name());
                assertEquals(0, log.duplicates());
                assertEquals(List.of("there"), log.nodes());
                assertEquals(100, log.size(), 1, "200 per second for half a second");
            }
        }
    }

    @Test
    void aPoliteLeaveCostsNoRequest() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.LEAVES_POLITELY)) {
            RequestLog log = run(server, FlowKind.HTTP_KEEP_ALIVE);
            assertEquals(List.of(), outcomesOtherThanOk(log));
            assertTrue(server.connections() > 10, "connections: " + server.connections());
        }
    }

    @Test
    void lostConnectionsAreFailuresAndNothingIsSentTwice() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.HANGS_UP)) {
            RequestLog log = run(server, FlowKind.HTTP_KEEP_ALIVE);
            long lost = outcomesOtherThanOk(log).stream()
                    .filter(outcome -> outcome == Outcome.CONNECTION_LOST)
                    .count();
            assertTrue(lost > 0);
            assertEquals(log.size(), server.requests());
        }
    }

    @Test
    void wrongContentIsAFailure() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.WHISPERS)) {
            RequestLog log = run(server, FlowKind.HTTP_NEW_CONNECTION);
            assertEquals(log.size(), outcomesOtherThanOk(log).size());
            assertEquals(Outcome.WRONG_ANSWER, log.outcome(0));
        }
    }

    @Test
    void anAnswerWithoutAnEndIsAFailureAtOnce() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.RANTS)) {
            RequestLog log = run(server, FlowKind.HTTP_NEW_CONNECTION);
            assertEquals(Outcome.CONNECTION_LOST, log.outcome(0));
            assertEquals(log.size(), outcomesOtherThanOk(log).size());
        }
    }

    @Test
    @Timeout(30)
    void aServerThatRefusesIsNotFloodedWithAttempts() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(closed.getInetAddress(), closed.getLocalPort());
        }
        try (Selector selector = Selector.open();
                Flow flow = new KeepAliveFlow(
                        nobody,
                        4,
                        RequestCases.load(directory),
                        new Book(new RequestLog(List.of("flow")), TIMEOUT),
                        selector)) {
            for (int round = 0; round < 2; round++) {
                if (round == 0) {
                    flow.open();
                } else {
                    flow.retry();
                }
                assertEquals(4, selector.keys().size());
                while (!selector.keys().isEmpty()) {
                    selector.select(key -> ((Flow.Endpoint) key.attachment()).ready(key), TIMEOUT.toMillis());
                }
            }
        }
    }

    @Test
    @Timeout(30)
    void aRequestThatFindsNoConnectionIdleWaitsItsTurn() throws Exception {
        RequestLog log = new RequestLog(List.of("flow"));
        Book book = new Book(log, Duration.ofSeconds(20));
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.GOOD);
                Selector selector = Selector.open();
                Flow flow = new KeepAliveFlow(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        1,
                        RequestCases.load(directory),
                        book,
                        selector)) {
            flow.open();
            for (int i = 0; i < 3; i++) {
                flow.fire(log.begin(0, System.nanoTime()));
            }
            while (book.outstanding() > 0) {
                selector.select(key -> ((Flow.Endpoint) key.attachment()).ready(key), TIMEOUT.toMillis());
            }
            assertEquals(3, book.good());
            assertEquals(1, server.connections());
            assertTrue(log.sentAfterNanos(2) > log.sentAfterNanos(0));
        }
    }

    @Test
    void datagramsThatAnswerNothingAreNoAnswers() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.BABBLES)) {
            RequestLog log = run(server, FlowKind.UDP);
            assertEquals(List.of(), outcomesOtherThanOk(log));
            assertEquals(0, log.duplicates());
        }
    }

    @Test
    void aRefusedConnectionIsAFailureOfItsRequest() throws Exception {
        int port;
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.GOOD)) {
            port = server.port();
        }
        RequestLog log = run(port, FlowKind.HTTP_NEW_CONNECTION);
        assertEquals(log.size(), outcomesOtherThanOk(log).size());
        assertEquals(Outcome.CONNECT_FAILED, log.outcome(0));
    }

    @Test
    void secondAnswersAreCounted() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.REPEATS)) {
            RequestLog udp = run(server, FlowKind.UDP);
            assertEquals(List.of(), outcomesOtherThanOk(udp));
            assertTrue(udp.duplicates() > udp.size() / 2, "duplicates: " + udp.duplicates());
            RequestLog http = run(server, FlowKind.HTTP_KEEP_ALIVE);
            assertTrue(http.duplicates() > 0);
        }
    }

    @Test
    void silenceIsATimeoutThatCountsFromTheIntendedTime() throws Exception {
        try (ShoutingServer server = ShoutingServer.start(ShoutingServer.Manners.SILENT)) {
            for (FlowKind kind : FlowKind.values()) {
                RequestLog log = run(server, kind);
                for (int id = 0; id < log.size(); id++) {
                    assertEquals(Outcome.TIMEOUT, log.outcome(id), kind.name());
                    long waited = log.completedNanos(id) - log.intendedNanos(id);
                    assertTrue(waited >= TIMEOUT.toNanos(), "gave up after " + waited + " ns");
                }
            }
        }
    }

    private RequestLog run(ShoutingServer server, FlowKind kind) throws Exception {
        return run(server.port(), kind);
    }

    private RequestLog run(int port, FlowKind kind) throws Exception {
        FlowPlan flow = new FlowPlan(
                "flow", "shout", kind, new HostAndPort("127.0.0.1", port), 200, Arrivals.CONSTANT, 4, directory);
        LoadPlan plan =
                new LoadPlan(directory.resolve(kind + ".records"), TIMEOUT, Duration.ofMillis(500), 1, List.of(flow));
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        new LoadGenerator(plan, new PrintStream(progress, true, StandardCharsets.UTF_8)).run();
        String last = progress.toString(StandardCharsets.UTF_8).lines().toList().getLast();
        RequestLog log = RequestLogFile.read(plan.records());
        assertEquals(log.size(), LoadProgress.decode(last).sent());
        Files.delete(plan.records());
        return log;
    }

    private static List<Outcome> outcomesOtherThanOk(RequestLog log) {
        return java.util.stream.IntStream.range(0, log.size())
                .mapToObj(log::outcome)
                .filter(outcome -> outcome != Outcome.OK)
                .toList();
    }
}
