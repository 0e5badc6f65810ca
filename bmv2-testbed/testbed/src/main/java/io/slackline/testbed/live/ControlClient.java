package io.slackline.testbed.live;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.CancelMigrationRequest;
import io.slackline.api.v1.ControlServiceGrpc;
import io.slackline.api.v1.ControlServiceGrpc.ControlServiceBlockingStub;
import io.slackline.api.v1.ControlServiceGrpc.ControlServiceStub;
import io.slackline.api.v1.DeleteFunctionRequest;
import io.slackline.api.v1.DeployFunctionRequest;
import io.slackline.api.v1.DrainNodeRequest;
import io.slackline.api.v1.DrainNodeResponse;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.GetFunctionRequest;
import io.slackline.api.v1.GetMigrationRequest;
import io.slackline.api.v1.ListMigrationsRequest;
import io.slackline.api.v1.ListNodesRequest;
import io.slackline.api.v1.ListSwitchesRequest;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.MigrateFunctionRequest;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.OffloadFunctionRequest;
import io.slackline.api.v1.PrewarmFunctionRequest;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SetPolicyRequest;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.Switch;
import io.slackline.api.v1.UndrainNodeRequest;
import io.slackline.api.v1.UploadArtifactResponse;
import io.slackline.api.v1.WatchMetricsRequest;
import io.slackline.api.v1.WatchMigrationsRequest;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.functions.SampleFunction;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The control API as the experiments use it. Thread-safe; its errors are SlacklineExceptions. */
public final class ControlClient implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long DEADLINE_SECONDS = 40;

    private final ManagedChannel channel;

    public ControlClient(String host, int port) {
        channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    }

    /** Nodes; empty when the controller does not answer. */
    public List<Node> nodesIfReachable() {
        try {
            return ControlServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(1, TimeUnit.SECONDS)
                    .listNodes(ListNodesRequest.getDefaultInstance())
                    .getNodesList();
        } catch (StatusRuntimeException e) {
            return List.of();
        }
    }

    public List<Node> nodes() {
        return call(stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()))
                .getNodesList();
    }

    public List<Switch> switches() {
        return call(stub -> stub.listSwitches(ListSwitchesRequest.getDefaultInstance()))
                .getSwitchesList();
    }

    /** Deploys a sample function and waits until it is warm and steered. */
    public Function deploy(SampleFunction sample, Protocol protocol, SteeringMode mode, List<String> nodes) {
        FunctionSpec spec = FunctionSpec.newBuilder()
                .setName(sample.functionName())
                .setRuntime("process")
                .addAllCommand(sample.command())
                .setArtifactName(sample.artifactName())
                .setConcurrency(4)
                .setAddress(ServiceAddress.newBuilder().setProtocol(protocol))
                .build();
        return deploy(
                sample.artifact(),
                DeployFunctionRequest.newBuilder()
                        .setFunction(spec)
                        .setMode(mode)
                        .addAllNodes(nodes)
                        .setWait(true)
                        .build());
    }

    /** Uploads the artifact and deploys a function of it. */
    public Function deploy(ByteString artifact, DeployFunctionRequest request) {
        DeployFunctionRequest.Builder whole = request.toBuilder();
        whole.getFunctionBuilder().setArtifactSha256(upload(artifact));
        return call(stub -> stub.deployFunction(whole.build()));
    }

    /** Starts instances of the function on nodes that are not chosen; returns when they are warm. */
    public void prewarm(String function, List<String> nodes) {
        var _ = call(stub -> stub.prewarmFunction(PrewarmFunctionRequest.newBuilder()
                .setName(function)
                .addAllNodes(nodes)
                .setWait(true)
                .build()));
    }

    public Function function(String name) {
        return call(stub ->
                stub.getFunction(GetFunctionRequest.newBuilder().setName(name).build()));
    }

    public void delete(String function) {
        var _ = call(stub -> stub.deleteFunction(
                DeleteFunctionRequest.newBuilder().setName(function).build()));
    }

    /** Changes these settings of the controller's policy. */
    public void setPolicy(Map<String, String> settings) {
        var _ = call(stub -> stub.setPolicy(
                SetPolicyRequest.newBuilder().putAllSettings(settings).build()));
    }

    /** Gives these settings their defaults. */
    public void resetPolicy(Collection<String> keys) {
        setPolicy(keys.stream().collect(Collectors.toMap(key -> key, _ -> "")));
    }

    private String upload(ByteString bytes) {
        CompletableFuture<UploadArtifactResponse> answer = new CompletableFuture<>();
        StreamObserver<ArtifactChunk> chunks = ControlServiceGrpc.newStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .uploadArtifact(new StreamObserver<>() {
                    @Override
                    public void onNext(UploadArtifactResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        answer.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(
                                new SlacklineException(Code.INTERNAL, "the controller gave no answer to the upload"));
                    }
                });
        for (int from = 0; from < bytes.size(); from += CHUNK_BYTES) {
            ByteString chunk = bytes.substring(from, Math.min(bytes.size(), from + CHUNK_BYTES));
            chunks.onNext(ArtifactChunk.newBuilder().setData(chunk).build());
        }
        chunks.onCompleted();
        try {
            return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS).getSha256();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StatusRuntimeException status
                    ? GrpcErrors.fromStatus(status)
                    : new SlacklineException(Code.INTERNAL, "upload: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new SlacklineException(Code.DEADLINE_EXCEEDED, "the controller did not answer an upload", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /** The node takes the requests for which no candidate of the function has the slack; the function must be steered by slack. */
    public Function offloadWhenShort(String function, String to) {
        return call(stub -> stub.offloadFunction(OffloadFunctionRequest.newBuilder()
                .setFunction(function)
                .setTo(to)
                .setWhenShort(true)
                .build()));
    }

    /** Takes all work off a node. */
    public void drain(String node) {
        DrainNodeResponse _ = call(stub ->
                stub.drainNode(DrainNodeRequest.newBuilder().setName(node).build()));
    }

    public void undrain(String node) {
        Node _ = call(stub ->
                stub.undrainNode(UndrainNodeRequest.newBuilder().setName(node).build()));
    }

    public Migration migrate(String function, String from, String to) {
        return migrate(function, from, to, Duration.ZERO);
    }

    /** With a drain deadline of its own; zero is the controller's. */
    public Migration migrate(String function, String from, String to, Duration drainDeadline) {
        return call(stub -> stub.migrateFunction(MigrateFunctionRequest.newBuilder()
                .setFunction(function)
                .setFrom(from)
                .setTo(to)
                .setDrainDeadlineMs(Math.toIntExact(drainDeadline.toMillis()))
                .build()));
    }

    /** Rolls back what has not switched yet. */
    public void cancel(Migration migration) {
        Migration _ = call(stub -> stub.cancelMigration(
                CancelMigrationRequest.newBuilder().setId(migration.getId()).build()));
    }

    public Migration migration(String id) {
        return call(stub ->
                stub.getMigration(GetMigrationRequest.newBuilder().setId(id).build()));
    }

    /** Blocks until the migration has ended, without asking again and again: that would be load on what is measured. */
    public Migration awaitEnd(Migration migration) {
        WatchMigrationsRequest request = WatchMigrationsRequest.newBuilder()
                .setFunction(migration.getFunction())
                .build();
        return call(stub -> {
            Iterator<Migration> states = stub.watchMigrations(request);
            while (states.hasNext()) {
                Migration state = states.next();
                if (state.getId().equals(migration.getId()) && ended(state)) {
                    return state;
                }
            }
            throw new SlacklineException(Code.UNAVAILABLE, "the controller ended the stream of migrations");
        });
    }

    /** A stream of the controller's that somebody follows; it also ends with the controller, and with this client. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Hands the states of all migrations to the consumer, those of the past first, on a gRPC thread. */
    public Watch watchMigrations(Consumer<Migration> consumer) {
        return watch(
                (stub, to) -> stub.watchMigrations(WatchMigrationsRequest.getDefaultInstance(), to),
                new Following<>(consumer));
    }

    /** All migrations, the oldest first. */
    public List<Migration> migrations() {
        return call(stub -> stub.listMigrations(ListMigrationsRequest.getDefaultInstance()))
                .getMigrationsList()
                .reversed();
    }

    /** Whether it has come to an end, good or bad. */
    public static boolean ended(Migration migration) {
        return switch (migration.getState()) {
            case DONE, ROLLED_BACK -> true;
            case STATE_UNSPECIFIED, PLANNED, WARMING, SYNCING, SWITCHING, DRAINING, RETIRING, UNRECOGNIZED -> false;
        };
    }

    /** Hands samples to the consumer, on a gRPC thread. */
    public Watch watchMetrics(int intervalMs, Consumer<MetricsSample> consumer) {
        WatchMetricsRequest request =
                WatchMetricsRequest.newBuilder().setIntervalMs(intervalMs).build();
        return watch((stub, to) -> stub.watchMetrics(request, to), new Following<>(consumer));
    }

    private <T> Watch watch(BiConsumer<ControlServiceStub, StreamObserver<T>> rpc, Following<T> following) {
        Context.CancellableContext context = Context.current().withCancellation();
        context.run(() -> rpc.accept(ControlServiceGrpc.newStub(channel), following));
        return () -> context.cancel(null);
    }

    /** What a stream brought until it ended is what there is. */
    private record Following<T>(Consumer<T> consumer) implements StreamObserver<T> {
        @Override
        public void onNext(T value) {
            consumer.accept(value);
        }

        @Override
        public void onError(Throwable ended) {
            onCompleted();
        }

        @Override
        public void onCompleted() {
            // Nothing follows.
        }
    }

    /** Runs the call; what it leaves open, such as a stream read half-way, is cancelled at its end. */
    private <T> T call(java.util.function.Function<ControlServiceBlockingStub, T> rpc) {
        Context.CancellableContext context = Context.current().withCancellation();
        Context outer = context.attach();
        try {
            return rpc.apply(
                    ControlServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            throw GrpcErrors.fromStatus(e);
        } finally {
            context.detachAndCancel(outer, null);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
