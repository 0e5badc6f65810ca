package io.slackline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.host.LoopbackAddresses;
import io.slackline.api.v1.AgentMessage;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.Peer;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Registered;
import io.slackline.api.v1.ReportTarget;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.common.config.ConfigLoader;
import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.SlackReport;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentServerTest {
    private static final String IP = "127.0.0.21";

    @TempDir
    Path state;

    private FakeController controller;
    private DatagramSocket reports;
    private AgentServer agent;

    @BeforeEach
    void start() throws Exception {
        controller = new FakeController(0);
        reports = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        reports.setSoTimeout((int) TestNode.PATIENCE.toMillis());
        controller.willRegister(registered(0xCAFE));
        agent = agent();
    }

    private Registered registered(int token) {
        return Registered.newBuilder()
                .setNodeIndex(7)
                .setToken(token)
                .setMetricsIntervalMs(20)
                .addReportTargets(ReportTarget.newBuilder().setIp("127.0.0.1").setPort(reports.getLocalPort()))
                .build();
    }

    private AgentServer agent() {
        var config = ConfigLoader.parse(configuration(), "test", AgentConfig.class);
        return new AgentServer(config, new LoopbackAddresses("lo-is-left-alone"), Clock.systemUTC());
    }

    private String configuration() {
        return """
                name: n1
                controller: 127.0.0.1:%d
                dataInterface: lo
                peerListen: 127.0.0.1:0
                metricsListen: 127.0.0.1:0
                stateDir: %s
                budgetMillicores: 600
                selfWarmup: false
                slack: {source: processes, nfPidDirectory: %s, window: 10ms}
                """.formatted(controller.port(), state, state.resolve("nfs"));
    }

    @AfterEach
    void stop() {
        agent.close();
        controller.close();
        reports.close();
    }

    private FunctionSpec function() throws Exception {
        var script = Files.readAllBytes(TestNode.sampleScript());
        var sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(script));
        controller.artifacts.put(sha256, script);
        return FunctionSpec.newBuilder()
                .setName("f")
                .setVersion(1)
                .setSlot(3)
                .setRuntime("process")
                .addCommand("/usr/bin/python3")
                .addCommand("{artifact}")
                .setArtifactSha256(sha256)
                .setArtifactName("sample.py")
                .setAddress(ServiceAddress.newBuilder()
                        .setIp(IP)
                        .setPort(TestNode.freePort(IP))
                        .setProtocol(Protocol.HTTP))
                .build();
    }

    private static Assignments serve(FunctionSpec function) {
        return Assignments.newBuilder()
                .addAssignments(Assignment.newBuilder()
                        .setFunction(function)
                        .setRole(Role.SERVE)
                        .setGeneration(1))
                .build();
    }

    private static Predicate<AgentMessage> warm() {
        return message -> message.getStatus().getState() == InstanceState.WARM;
    }

    private SlackReport report(Predicate<SlackReport> fits) throws Exception {
        var packet = new DatagramPacket(new byte[100], 100);
        while (true) {
            packet.setLength(100);
            reports.receive(packet);
            var decoded = InbandPacket.decode(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            if (decoded instanceof SlackReport report && fits.test(report)) {
                return report;
            }
        }
    }

    @Test
    void registersFetchesServesAndReports() throws Exception {
        agent.start();
        var register = controller.await(AgentMessage::hasRegister).getRegister();
        assertEquals("n1", register.getDescription().getName());
        assertEquals(600, register.getDescription().getBudgetMillicores());
        assertEquals(agent.peerAddress(), register.getDescription().getPeerAddress());

        var first = report(report -> true);
        assertEquals(7, first.head().nodeIndex());
        assertEquals(0xCAFE, first.head().token());
        assertEquals((int) (register.getBootEpoch() & 0xFFFF), first.head().bootEpoch());
        assertEquals(550, first.slackMillicores());
        assertTrue(report(report -> true).head().sequence() > first.head().sequence());

        var function = function();
        controller.assign(serve(function));
        assertTrue(controller.await(warm()).getStatus().getWarmAfterUs() > 0);
        report(report -> report.warmFunctions() == 1 << 3);
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("hello", client.post("/echo", "hello").text());
        }
        var metrics = controller
                .await(message ->
                        message.getMetrics().getFunctionsList().stream().anyMatch(status -> status.getCompleted() == 1))
                .getMetrics();
        assertEquals(550, metrics.getSlack().getAvailableMillicores());
        assertTrue(metrics.getReportsSent() > 0);

        try (var scrape = new HttpClient("127.0.0.1:" + agent.metricsPort().orElseThrow())) {
            var text = scrape.get("/metrics").text();
            assertTrue(text.contains("slackline_completed_total{node=\"n1\",function=\"f\"} 1\n"), text);
            assertTrue(text.contains("slackline_available_millicores{node=\"n1\"} 550\n"), text);
        }
        try (var invoke = new HttpClient(agent.peerAddress())) {
            assertEquals("/x", invoke.get("/x", "Slackline-Function: f\r\n").header("Request-Path"));
            var unknown = invoke.get("/x", "Slackline-Function: g\r\n");
            assertEquals(404, unknown.status());
            assertTrue(unknown.text().contains("node n1 does not host function g"), unknown.text());
        }
    }

    @Test
    void servesAndReportsWhileTheControllerIsAwayAndJoinsAgain() throws Exception {
        agent.start();
        var function = function();
        controller.assign(serve(function));
        controller.await(warm());
        int port = controller.port();
        controller.close();
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("hello", client.post("/echo", "hello").text());
            var before = report(report -> true);
            report(report -> report.head().sequence() > before.head().sequence() + 5);
            controller = new FakeController(port);
            controller.willRegister(registered(0xBEEF));
            controller.assign(serve(function));
            var hosted =
                    controller.await(AgentMessage::hasRegister).getRegister().getHosted(0);
            assertEquals(InstanceState.WARM, hosted.getState());
            assertEquals(1, hosted.getCompleted());
            report(report -> report.head().token() == 0xBEEF);
            var pid = client.get("/who").text();
            controller.assign(serve(function));
            controller.await(AgentMessage::hasMetrics);
            assertEquals(pid, client.get("/who").text());
        }
    }

    @Test
    void anAgentThatRestartsWithoutItsControllerServesAsBefore() throws Exception {
        agent.start();
        var function = function();
        controller.assign(serve(function));
        controller.await(warm());
        var before = report(report -> true);
        controller.close();
        agent.close();

        agent = agent();
        agent.start();
        var after = report(
                report -> report.head().bootEpoch() != before.head().bootEpoch() && report.warmFunctions() == 1 << 3);
        assertEquals(before.head().token(), after.head().token());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("hello", client.post("/echo", "hello").text());
        }
    }

    @Test
    void aNodeThatComesBackTakesNoRequestsBeforeItCanServeThem() throws Exception {
        agent.start();
        var function = function();
        controller.assign(serve(function));
        controller.await(warm());
        var before = report(report -> true).head().bootEpoch();
        agent.close();

        agent = agent();
        agent.start();
        assertTrue(report(report -> report.head().bootEpoch() != before).draining());
        assertEquals(1 << 3, report(report -> !report.draining()).warmFunctions());
        try (var client = new HttpClient(function.getAddress())) {
            assertEquals("hello", client.post("/echo", "hello").text());
        }
    }

    @Test
    void aFunctionThatCannotStartKeepsNobodyFromTheOthers() throws Exception {
        agent.start();
        var function = function();
        controller.artifacts.clear();
        controller.assign(serve(function));
        controller.await(message -> message.getStatus().getState() == InstanceState.FAILED);
        agent.close();

        agent = agent();
        agent.start();
        assertEquals(0, report(report -> !report.draining()).warmFunctions());
    }

    @Test
    void refusesAnArtifactThatIsNotWhatItsNameSays() throws Exception {
        agent.start();
        var function = function();
        controller.artifacts.put(function.getArtifactSha256(), "something else".getBytes());
        controller.assign(serve(function));
        var failed = controller
                .await(message -> message.getStatus().getState() == InstanceState.FAILED)
                .getStatus();
        assertTrue(failed.getError().contains("is corrupt"), failed.getError());
        assertFalse(Files.exists(state.resolve("artifacts").resolve(function.getArtifactSha256())));
    }

    @Test
    void instancesDieWithAnAgentThatIsKilledAndItsNextStartEndsTheRest() throws Exception {
        var file = Files.writeString(state.resolve("agent.yaml"), configuration());
        var function = function();
        controller.assign(serve(function));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.slackline.agent.Main",
                        "--config",
                        file.toString())
                .inheritIO()
                .start();
        try {
            controller.await(warm());
            ProcessHandle instance;
            ProcessHandle stray;
            try (var client = new HttpClient(function.getAddress())) {
                instance = process(client.get("/who").text());
                stray = process(client.get("/stray").text());
            }
            process.destroyForcibly().waitFor();
            instance.onExit().get();
            assertTrue(stray.isAlive());
            var groups = Files.readAllLines(state.resolve("instance-groups")).stream()
                    .map(Path::of)
                    .filter(Files::exists)
                    .toList();
            if (groups.isEmpty()) {
                // Without control groups nobody could know whose it is.
                stray.destroyForcibly();
            }

            controller.assign(Assignments.getDefaultInstance());
            agent.start();
            stray.onExit().get();
            groups.forEach(group -> assertFalse(Files.exists(group), group::toString));
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessHandle process(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Test
    void tellsHowFastItIsAndHowFarAwaySwitchesAndOtherNodesAre() throws Exception {
        controller.assign(Assignments.newBuilder()
                .addNeighbours(Peer.newBuilder().setNode("n2").setPeerAddress(agent.peerAddress()))
                .addNeighbours(Peer.newBuilder().setNode("n3").setPeerAddress("127.0.0.1:1"))
                .build());
        agent.start();
        var description =
                controller.await(AgentMessage::hasRegister).getRegister().getDescription();
        assertTrue(description.getComputeScore() > 0);
        var links = controller
                .await(message -> message.getMetrics().getLinksCount() == 2)
                .getMetrics()
                .getLinksList();
        assertEquals(LinkQuality.Kind.SWITCH, links.get(0).getKind());
        assertEquals("127.0.0.1", links.get(0).getTo());
        assertTrue(links.get(0).getRttUs() > 0);
        assertEquals(LinkQuality.Kind.NODE, links.get(1).getKind());
        assertEquals("n2", links.get(1).getTo());
        assertTrue(links.get(1).getRttUs() > 0 && links.get(1).getBandwidthKbps() > 0, links::toString);
        try (var scrape = new HttpClient("127.0.0.1:" + agent.metricsPort().orElseThrow())) {
            var text = scrape.get("/metrics").text();
            assertTrue(text.contains("slackline_link_rtt_microseconds{node=\"n1\",to=\"n2\"} "), text);
        }
    }

    @Test
    void tellsSlackWhenItChangesAndTheOtherMetricsAtTheirInterval() throws Exception {
        controller.willRegister(registered(0xCAFE).toBuilder()
                .setMetricsIntervalMs((int) TestNode.PATIENCE.toMillis() * 2)
                .build());
        agent.start();
        controller.await(AgentMessage::hasRegister);
        var nf = new ProcessBuilder("/bin/sh", "-c", "while :; do :; done").start();
        try {
            Files.createDirectories(state.resolve("nfs"));
            Files.writeString(state.resolve("nfs").resolve("busy"), Long.toString(nf.pid()));
            controller.await(message -> message.hasSlack() && message.getSlack().getSlackMillicores() < 550);
            nf.destroyForcibly().waitFor();
            controller.await(message -> message.hasSlack() && message.getSlack().getSlackMillicores() == 550);
            assertTrue(controller.metrics() <= 1, "only what was due before the controller named the interval");
        } finally {
            nf.destroyForcibly().waitFor();
        }
    }

    @Test
    void drainingIsSaidInTheNextReport() throws Exception {
        agent.start();
        report(report -> !report.draining());
        controller.await(AgentMessage::hasRegister);
        controller.assign(Assignments.newBuilder().setDraining(true).build());
        assertTrue(report(SlackReport::draining).draining());
        assertNotEquals(0, agent.metricsPort().orElseThrow());
    }
}
