package io.slackline.cli;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.CancelMigrationRequest;
import io.slackline.api.v1.ControlServiceGrpc.ControlServiceImplBase;
import io.slackline.api.v1.DeleteFunctionRequest;
import io.slackline.api.v1.DeleteFunctionResponse;
import io.slackline.api.v1.DeployFunctionRequest;
import io.slackline.api.v1.DrainNodeRequest;
import io.slackline.api.v1.DrainNodeResponse;
import io.slackline.api.v1.Event;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.GetFunctionRequest;
import io.slackline.api.v1.GetMigrationRequest;
import io.slackline.api.v1.GetNodeRequest;
import io.slackline.api.v1.GetPolicyRequest;
import io.slackline.api.v1.GetSwitchRequest;
import io.slackline.api.v1.InvokeFunctionRequest;
import io.slackline.api.v1.InvokeFunctionResponse;
import io.slackline.api.v1.ListFunctionsRequest;
import io.slackline.api.v1.ListFunctionsResponse;
import io.slackline.api.v1.ListMigrationsRequest;
import io.slackline.api.v1.ListMigrationsResponse;
import io.slackline.api.v1.ListNodesRequest;
import io.slackline.api.v1.ListNodesResponse;
import io.slackline.api.v1.ListSwitchesRequest;
import io.slackline.api.v1.ListSwitchesResponse;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.MigrateFunctionRequest;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.OffloadFunctionRequest;
import io.slackline.api.v1.Policy;
import io.slackline.api.v1.PrewarmFunctionRequest;
import io.slackline.api.v1.SetPolicyRequest;
import io.slackline.api.v1.Switch;
import io.slackline.api.v1.UndrainNodeRequest;
import io.slackline.api.v1.UploadArtifactResponse;
import io.slackline.api.v1.WatchEventsRequest;
import io.slackline.api.v1.WatchMetricsRequest;
import io.slackline.api.v1.WatchMigrationsRequest;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers every call from {@link Samples} and remembers what was asked. */
final class FakeController extends ControlServiceImplBase {
    final List<Object> asked = new ArrayList<>();
    /** What getMigration answers, one after the other; the last again and again. */
    final List<Migration> migrations = new ArrayList<>(List.of(Samples.done()));

    Optional<SlacklineException> refusal = Optional.empty();
    ByteString uploaded = ByteString.EMPTY;
    InvokeFunctionResponse invocation = InvokeFunctionResponse.newBuilder()
            .setStatus(200)
            .setBody(ByteString.copyFromUtf8("hello\n"))
            .putHeaders("Slackline-Node", "n1")
            .putHeaders("Slackline-Start", "warm")
            .build();

    @SafeVarargs
    private <T> void answer(Object request, StreamObserver<T> observer, T... answers) {
        asked.add(request);
        if (refusal.isPresent()) {
            observer.onError(GrpcErrors.toStatus(refusal.get()));
            return;
        }
        for (var answer : answers) {
            observer.onNext(answer);
        }
        observer.onCompleted();
    }

    @Override
    public StreamObserver<ArtifactChunk> uploadArtifact(StreamObserver<UploadArtifactResponse> observer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ArtifactChunk chunk) {
                uploaded = uploaded.concat(chunk.getData());
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                observer.onNext(UploadArtifactResponse.newBuilder()
                        .setSha256("ab12")
                        .setSizeBytes(uploaded.size())
                        .build());
                observer.onCompleted();
            }
        };
    }

    @Override
    public void deployFunction(DeployFunctionRequest request, StreamObserver<Function> observer) {
        answer(request, observer, Samples.function());
    }

    @Override
    public void getFunction(GetFunctionRequest request, StreamObserver<Function> observer) {
        if (!request.getName().equals("hello")) {
            refusal = Optional.of(new SlacklineException(
                    Code.NOT_FOUND,
                    "function \"" + request.getName() + "\" is not deployed; deployed are hello, resize"));
        }
        answer(request, observer, Samples.function());
    }

    @Override
    public void listFunctions(ListFunctionsRequest request, StreamObserver<ListFunctionsResponse> observer) {
        answer(
                request,
                observer,
                ListFunctionsResponse.newBuilder()
                        .addFunctions(Samples.function())
                        .addFunctions(Samples.offloaded())
                        .build());
    }

    @Override
    public void deleteFunction(DeleteFunctionRequest request, StreamObserver<DeleteFunctionResponse> observer) {
        answer(request, observer, DeleteFunctionResponse.getDefaultInstance());
    }

    @Override
    public void invokeFunction(InvokeFunctionRequest request, StreamObserver<InvokeFunctionResponse> observer) {
        answer(request, observer, invocation);
    }

    @Override
    public void prewarmFunction(PrewarmFunctionRequest request, StreamObserver<Function> observer) {
        answer(request, observer, Samples.function());
    }

    @Override
    public void getPolicy(GetPolicyRequest request, StreamObserver<Policy> observer) {
        answer(request, observer, Samples.policy());
    }

    @Override
    public void setPolicy(SetPolicyRequest request, StreamObserver<Policy> observer) {
        answer(request, observer, Samples.policy());
    }

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
        answer(
                request,
                observer,
                ListNodesResponse.newBuilder()
                        .addNodes(Samples.node())
                        .addNodes(Samples.away())
                        .build());
    }

    @Override
    public void getNode(GetNodeRequest request, StreamObserver<Node> observer) {
        answer(request, observer, Samples.node());
    }

    @Override
    public void drainNode(DrainNodeRequest request, StreamObserver<DrainNodeResponse> observer) {
        answer(
                request,
                observer,
                DrainNodeResponse.newBuilder()
                        .setNode(Samples.node())
                        .addMigrations(Samples.warming())
                        .build());
    }

    @Override
    public void undrainNode(UndrainNodeRequest request, StreamObserver<Node> observer) {
        answer(request, observer, Samples.node());
    }

    @Override
    public void migrateFunction(MigrateFunctionRequest request, StreamObserver<Migration> observer) {
        answer(request, observer, Samples.warming());
    }

    @Override
    public void offloadFunction(OffloadFunctionRequest request, StreamObserver<Function> observer) {
        answer(request, observer, Samples.offloaded());
    }

    @Override
    public void getMigration(GetMigrationRequest request, StreamObserver<Migration> observer) {
        answer(request, observer, migrations.size() == 1 ? migrations.getFirst() : migrations.removeFirst());
    }

    @Override
    public void listMigrations(ListMigrationsRequest request, StreamObserver<ListMigrationsResponse> observer) {
        answer(
                request,
                observer,
                ListMigrationsResponse.newBuilder()
                        .addMigrations(Samples.done())
                        .addMigrations(Samples.rolledBack())
                        .build());
    }

    @Override
    public void cancelMigration(CancelMigrationRequest request, StreamObserver<Migration> observer) {
        answer(request, observer, Samples.rolledBack());
    }

    @Override
    public void listSwitches(ListSwitchesRequest request, StreamObserver<ListSwitchesResponse> observer) {
        answer(
                request,
                observer,
                ListSwitchesResponse.newBuilder().addSwitches(Samples.device()).build());
    }

    @Override
    public void getSwitch(GetSwitchRequest request, StreamObserver<Switch> observer) {
        answer(request, observer, Samples.device());
    }

    @Override
    public void watchMetrics(WatchMetricsRequest request, StreamObserver<MetricsSample> observer) {
        answer(request, observer, Samples.metrics(0, 1000), Samples.metrics(500_000, 1750));
    }

    @Override
    public void watchMigrations(WatchMigrationsRequest request, StreamObserver<Migration> observer) {
        answer(request, observer, Samples.warming(), Samples.done(), Samples.rolledBack());
    }

    @Override
    public void watchEvents(WatchEventsRequest request, StreamObserver<Event> observer) {
        answer(request, observer, Samples.joined(), Samples.forged());
    }
}
