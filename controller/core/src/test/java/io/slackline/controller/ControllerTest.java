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
import io.slackline.api.v1.ListMigrationsRequest;
import io.slackline.api.v1.ListNodesRequest;
import io.slackline.api.v1.MigrateFunctionRequest;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.OffloadFunctionRequest;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.UploadArtifactResponse;
import io.slackline.api.v1.WatchEventsRequest;
import io.slackline.api.v1.WatchMetricsRequest;
import io.slackline.api.v1.WatchMigrationsRequest;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import io.slackline.controller.api.FakeAgents;
import io.slackline.controller.device.FakeDevices;
import io.slackline.controller.device.PuntedReport;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.controller.time.SystemTimekeeper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
