package io.slackline.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.AgentServiceGrpc;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.ControlServiceGrpc;
import io.slackline.api.v1.ControlServiceGrpc.ControlServiceBlockingStub;
import io.slackline.api.v1.DeleteFunctionRequest;
import io.slackline.api.v1.DeployFunctionRequest;
import io.slackline.api.v1.DrainNodeRequest;
import io.slackline.api.v1.Event;
import io.slackline.api.v1.FetchArtifactRequest;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.GetFunctionRequest;
import io.slackline.api.v1.GetNodeRequest;
import io.slackline.api.v1.GetPolicyRequest;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.ListMigrationsRequest;
import io.slackline.api.v1.ListNodesRequest;
import io.slackline.api.v1.MigrateFunctionRequest;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.OffloadFunctionRequest;
import io.slackline.api.v1.Placement;
import io.slackline.api.v1.PolicySetting;
import io.slackline.api.v1.PrewarmFunctionRequest;
import io.slackline.api.v1.SetPolicyRequest;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.SwitchSlack;
import io.slackline.api.v1.UploadArtifactResponse;
import io.slackline.api.v1.WatchEventsRequest;
import io.slackline.api.v1.WatchMetricsRequest;
import io.slackline.api.v1.WatchMigrationsRequest;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.HostAndPort;
import io.slackline.controller.api.FakeAgents;
import io.slackline.controller.device.FakeDevices;
import io.slackline.controller.device.NodeProbe;
import io.slackline.controller.device.PuntedReport;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.time.SystemTimekeeper;
import io.slackline.controller.web.WebServer;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.Probe;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole controller behind its gRPC API, with agents that obey at once and a switch that takes everything. */
@Timeout(60)
class ControllerTest {
    @TempDir
    Path directory;

    private final SystemTimekeeper time = new SystemTimekeeper();
    private final FakeDevices devices = new FakeDevices();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private Controller controller;
    private Server server;
    private ManagedChannel channel;
    private FakeAgents agents;
    private ControlServiceBlockingStub api;

    @BeforeEach
    void start() throws IOException {
        var config = ConfigLoader.parse(
                "stateDir: " + directory + "\nswitches: [{name: s1, address: 127.0.0.1:1, ports: [1]}]\n",
                "test",
                ControllerConfig.class);
        controller = new Controller(config, devices, time);
        var builder = InProcessServerBuilder.forName(directory.toString()).executor(executor);
        controller.services().forEach(builder::addService);
        server = builder.build().start();
        controller.start();
        channel = InProcessChannelBuilder.forName(directory.toString())
                .executor(executor)
                .build();
        agents = new FakeAgents(channel);
        api = ControlServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        controller.close();
        executor.shutdownNow();
        time.close();
    }

    @Test
    void aNodeJoinsWithoutAnyConfiguration() throws Exception {
        var agent = agents.join("n1", 1);
        assertEquals(1, agent.getNodeIndex());
        assertEquals("10.99.0.1", agent.getReportTargets(0).getIp());
        assertEquals(9560, agent.getReportTargets(0).getPort());
        assertEquals(Node.State.JOINING, node("n1").getState());
        devices.punt(new PuntedReport(4, 0xAB, 1, agent.getToken(), 1));
        assertEquals(Node.State.READY, node("n1").getState());
        assertEquals(4, node("n1").getSwitchPortsOrThrow("s1"));
        assertEquals(1, devices.desired().bindings().size());
    }

    @Test
    void deploysAndMoves() throws Exception {
        ready("n1", "n2");
        var deployed = deploy("f", "n1");
        assertEquals("10.99.1.1", deployed.getSpec().getAddress().getIp());
        assertEquals("n1", deployed.getSteering().getCandidates(0).getNode());

        var watched = api.withDeadlineAfter(20, TimeUnit.SECONDS)
                .watchMigrations(WatchMigrationsRequest.getDefaultInstance());
        var started = api.migrateFunction(
                MigrateFunctionRequest.newBuilder().setFunction("f").setTo("n2").build());
        var done = until(watched, Migration.State.DONE);
        assertEquals(started.getId(), done.getId());
        assertEquals(
                List.of(
                        Migration.State.PLANNED,
                        Migration.State.WARMING,
                        Migration.State.SWITCHING,
                        Migration.State.DRAINING,
                        Migration.State.RETIRING,
                        Migration.State.DONE),
                done.getStepsList().stream().map(Migration.Step::getState).toList());
        assertTrue(done.getFlipUs() > 0);
        assertEquals(new Pick.Pinned(2), devices.desired().services().get(0).pick());
        assertEquals(
                List.of(done),
                api.listMigrations(ListMigrationsRequest.getDefaultInstance()).getMigrationsList());
    }

    @Test
    void refusesWithCodesThatProgramsUnderstand() throws Exception {
        ready("n1");
        assertEquals(
                Code.NOT_FOUND,
                refused(() -> api.getFunction(
                                GetFunctionRequest.newBuilder().setName("g").build()))
                        .code());
        deploy("f", "n1");
        var toItself = refused(() -> api.migrateFunction(
                MigrateFunctionRequest.newBuilder().setFunction("f").setTo("n1").build()));
        assertEquals(Code.INVALID_ARGUMENT, toItself.code());
        var last = refused(
                () -> api.drainNode(DrainNodeRequest.newBuilder().setName("n1").build()));
        assertEquals(Code.FAILED_PRECONDITION, last.code());
        assertEquals(
                "node n1 cannot be drained: it is the last that can serve function f (there is no other node); add or"
                        + " undrain a node, or delete the function",
                last.getMessage());
    }

    @Test
    void offloadsAndEndsTheOffload() throws Exception {
        ready("n1", "n2");
        deploy("f", "n1");
        var shared = offload("n2", 0.25);
        assertEquals(SteeringMode.SHARE, shared.getSteering().getMode());
        assertEquals(0.25, shared.getSteering().getCandidates(1).getShare());
        untilEnded("f");
        assertEquals(SteeringMode.PINNED, offload("n2", 0).getSteering().getMode());
    }

    @Test
    void drainsANode() throws Exception {
        ready("n1", "n2");
        deploy("f", "n1");
        var watched = api.withDeadlineAfter(20, TimeUnit.SECONDS)
                .watchMigrations(WatchMigrationsRequest.getDefaultInstance());
        var drained = api.drainNode(DrainNodeRequest.newBuilder().setName("n1").build());
        assertEquals("drain", drained.getMigrations(0).getCause());
        until(watched, Migration.State.DONE);
        assertEquals(Node.State.DRAINED, node("n1").getState());
        assertTrue(agents.orders("n1").getDraining());
    }

    @Test
    void deletesAFunction() throws Exception {
        ready("n1");
        deploy("f", "n1");
        untilEnded("f");
        var gone = api.deleteFunction(
                DeleteFunctionRequest.newBuilder().setName("f").build());
        assertTrue(gone.isInitialized());
        assertTrue(devices.desired().services().isEmpty());
    }

    @Test
    void refusesASecondAgentOfTheSameName() throws Exception {
        agents.join("n1", 1);
        var refused = assertThrows(Exception.class, () -> agents.join("n1", 2));
        assertTrue(refused.getMessage().contains("ALREADY_EXISTS"), refused.getMessage());
        agents.leave("n1");
        var events = api.withDeadlineAfter(20, TimeUnit.SECONDS)
                .watchEvents(WatchEventsRequest.newBuilder().setFollow(true).build());
        untilKind(events, "node.away");
        assertEquals(1, agents.join("n1", 3).getNodeIndex());
    }

    @Test
    void movesArtifactsInChunks() throws Exception {
        var bytes = new byte[300_000];
        new java.util.Random(1).nextBytes(bytes);
        var stored = upload(bytes);
        assertEquals(bytes.length, stored.getSizeBytes());
        var back = new ByteArrayOutputStream();
        int largest = 0;
        var chunks = AgentServiceGrpc.newBlockingStub(channel)
                .fetchArtifact(FetchArtifactRequest.newBuilder()
                        .setSha256(stored.getSha256())
                        .build());
        while (chunks.hasNext()) {
            var data = chunks.next().getData();
            largest = Math.max(largest, data.size());
            data.writeTo(back);
        }
        assertEquals(ByteString.copyFrom(bytes), ByteString.copyFrom(back.toByteArray()));
        assertEquals(64 * 1024, largest);
    }

    @Test
    void showsEverythingToBrowsersAndPrometheus() throws Exception {
        ready("n1");
        devices.probes.add(new NodeProbe(
                "s1", new Probe(new Head(0, 1, 1, 0, 0), 0, 0, 0, 1, 10, 5, 481, 1, 9, 0, 0), Instant.EPOCH));
        deploy("f", "n1");
        try (var web = new WebServer(new HostAndPort("127.0.0.1", 0), controller.views());
                var http = HttpClient.newHttpClient()) {
            var root = "http://127.0.0.1:" + web.port();
            var page = http.send(request(root + "/"), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("EventSource"), page.body());
            assertEquals(
                    404,
                    http.send(request(root + "/nothing"), HttpResponse.BodyHandlers.ofString())
                            .statusCode());
            var metrics = http.send(request(root + "/metrics"), HttpResponse.BodyHandlers.ofString())
                    .body();
            assertTrue(metrics.contains("slackline_node_up{node=\"n1\"} 1\n"), metrics);
            assertTrue(metrics.contains("slackline_switch_slack_millicores{node=\"n1\",switch=\"s1\"} 480\n"), metrics);
            assertTrue(
                    metrics.contains("slackline_switch_report_age_seconds{node=\"n1\",switch=\"s1\"} 0.00512\n"),
                    metrics);
            assertTrue(metrics.lines().allMatch(line -> line.matches("#.*|[a-z_0-9]+(\\{.*})? [-0-9.E]+")), metrics);
            var stream = http.send(request(root + "/stream"), HttpResponse.BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                var first = lines.readLine();
                assertTrue(first.startsWith("data: {\"sample\":") && first.contains("\"name\":\"f\""), first);
            }
        }
    }

    private static HttpRequest request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).build();
    }

    @Test
    void showsTheSlackThatTheSwitchSteersBy() throws Exception {
        ready("n1");
        devices.probes.add(new NodeProbe(
                "s1", new Probe(new Head(0, 1, 1, 0, 0), 0, 0, 0, 3, 1010, 1000, 481, 1, 77, 20, 0), Instant.EPOCH));
        var slack = node("n1").getSwitchSlack(0);
        assertEquals("s1", slack.getSwitch());
        assertEquals(480, slack.getSlackMillicores());
        assertEquals(SwitchSlack.Standing.FIT, slack.getStanding());
        assertEquals(10 * 1024, slack.getAgeUs());
        assertEquals(1.024, slack.getAgePeriods(), 1e-9);
        assertEquals(77, slack.getSequence());
        assertEquals(20, slack.getReservedMillicores());

        devices.probes.set(
                0,
                new NodeProbe(
                        "s1",
                        new Probe(new Head(0, 1, 1, 0, 0), 0, 0, 0, 3, 1050, 1000, 481, 1, 77, 0, 0),
                        Instant.EPOCH));
        assertEquals(SwitchSlack.Standing.STALE, node("n1").getSwitchSlack(0).getStanding());
    }

    @Test
    void policySettingsAreCheckedTogetherAndKept() {
        var refused = refused(() -> api.setPolicy(SetPolicyRequest.newBuilder()
                .putSettings("short-slack.enabled", "yes")
                .putSettings("short-slack.dwel", "5s")
                .build()));
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertTrue(refused.getMessage().contains("short-slack.enabled: expected on or off, got \"yes\""));
        assertTrue(refused.getMessage().contains("did you mean \"short-slack.dwell\"?"), refused.getMessage());
        var changed = api.setPolicy(SetPolicyRequest.newBuilder()
                .putSettings("short-slack.dwell", "5000ms")
                .putSettings("best-effort.floor", "250")
                .build());
        assertEquals(changed, api.getPolicy(GetPolicyRequest.getDefaultInstance()));
        var values = changed.getSettingsList().stream()
                .collect(Collectors.toMap(PolicySetting::getKey, PolicySetting::getValue));
        assertEquals("5s", values.get("short-slack.dwell"));
        assertEquals("250m", values.get("best-effort.floor"));
        assertEquals("off", values.get("short-slack.enabled"), "as before");
    }

    @Test
    void prewarmsWhereTheSwitchesSendNothing() throws Exception {
        ready("n1", "n2");
        deploy("f", "n1");
        untilEnded("f");
        var prewarmed = api.prewarmFunction(
                PrewarmFunctionRequest.newBuilder().setName("f").setWait(true).build());
        assertEquals(Placement.Part.CANDIDATE, prewarmed.getPlacements(0).getPart());
        assertEquals("n2", prewarmed.getPlacements(1).getNode());
        assertEquals(Placement.Part.STANDBY, prewarmed.getPlacements(1).getPart());
        assertEquals(InstanceState.WARM, prewarmed.getPlacements(1).getStatus().getState());
        var released = api.prewarmFunction(PrewarmFunctionRequest.newBuilder()
                .setName("f")
                .setRelease(true)
                .build());
        assertEquals(Placement.Part.LEFT, released.getPlacements(1).getPart());
    }

    @Test
    void streamsMetrics() throws Exception {
        ready("n1");
        deploy("f", "n1");
        var sample = api.withDeadlineAfter(20, TimeUnit.SECONDS)
                .watchMetrics(
                        WatchMetricsRequest.newBuilder().setIntervalMs(100).build())
                .next();
        assertEquals("n1", sample.getNodes(0).getDescription().getName());
        assertEquals("f", sample.getFunctions(0).getFunction());
    }

    private void ready(String... nodes) throws Exception {
        for (var node : nodes) {
            var welcome = agents.join(node, 1);
            devices.punt(new PuntedReport(welcome.getNodeIndex(), 0xAB, welcome.getNodeIndex(), welcome.getToken(), 1));
        }
        assertEquals(
                nodes.length,
                api.listNodes(ListNodesRequest.getDefaultInstance()).getNodesCount());
    }

    private Function deploy(String function, String node) {
        return api.deployFunction(DeployFunctionRequest.newBuilder()
                .setFunction(FunctionSpec.newBuilder().setName(function).addCommand("serve"))
                .addNodes(node)
                .setWait(true)
                .build());
    }

    private Function offload(String to, double share) {
        return api.offloadFunction(OffloadFunctionRequest.newBuilder()
                .setFunction("f")
                .setTo(to)
                .setShare(share)
                .build());
    }

    private Node node(String name) {
        return api.getNode(GetNodeRequest.newBuilder().setName(name).build());
    }

    private void untilEnded(String function) {
        var events = api.withDeadlineAfter(20, TimeUnit.SECONDS)
                .watchEvents(WatchEventsRequest.newBuilder().setFollow(true).build());
        while (!api.getFunction(
                        GetFunctionRequest.newBuilder().setName(function).build())
                .getMigration()
                .isEmpty()) {
            untilKind(events, "migration.done");
        }
    }

    private static void untilKind(Iterator<Event> events, String kind) {
        while (events.hasNext()) {
            if (events.next().getKind().equals(kind)) {
                return;
            }
        }
    }

    private static Migration until(Iterator<Migration> migrations, Migration.State state) {
        var last = migrations.next();
        while (last.getState() != state) {
            last = migrations.next();
        }
        return last;
    }

    private UploadArtifactResponse upload(byte[] bytes) throws Exception {
        var answer = new CompletableFuture<UploadArtifactResponse>();
        var out = ControlServiceGrpc.newStub(channel).uploadArtifact(new StreamObserver<>() {
            @Override
            public void onNext(UploadArtifactResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failed) {
                answer.completeExceptionally(failed);
            }

            @Override
            public void onCompleted() {}
        });
        for (int at = 0; at < bytes.length; at += 50_000) {
            out.onNext(ArtifactChunk.newBuilder()
                    .setData(ByteString.copyFrom(bytes, at, Math.min(50_000, bytes.length - at)))
                    .build());
        }
        out.onCompleted();
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static SlacklineException refused(Runnable call) {
        return GrpcErrors.fromStatus(assertThrows(StatusRuntimeException.class, call::run));
    }
}
