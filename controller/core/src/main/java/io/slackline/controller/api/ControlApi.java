package io.slackline.controller.api;

import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.CancelMigrationRequest;
import io.slackline.api.v1.ControlServiceGrpc;
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
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.artifact.ArtifactStore;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.function.Deployments;
import io.slackline.controller.function.Deployments.OffloadWish;
import io.slackline.controller.function.Invoker;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.Migration.Cause;
import io.slackline.controller.node.Draining;
import io.slackline.controller.node.Standby;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.store.Cluster;
import java.time.Duration;
import java.util.stream.Collectors;

/** The operators' side. */
public final class ControlApi extends ControlServiceGrpc.ControlServiceImplBase {
    private static final int DEFAULT_WAIT_MS = 30_000;

    private final Cluster cluster;
    private final Fleet fleet;
    private final ArtifactStore artifacts;
    private final Deployments deployments;
    private final Invoker invoker;
    private final Draining draining;
    private final Plans plans;
    private final MigrationEngine engine;
    private final EventLog events;
    private final Standby standby;
    private final Views views;
    private final Watches watches;

    public ControlApi(ControlPlane parts, Views views) {
        cluster = parts.cluster();
        fleet = parts.fleet();
        artifacts = parts.artifacts();
        deployments = parts.deployments();
        invoker = parts.invoker();
        draining = parts.draining();
        plans = parts.plans();
        engine = parts.engine();
        events = parts.events();
        standby = parts.standby();
        this.views = views;
        watches = new Watches(parts.cluster(), parts.events(), views);
    }

    @Override
    public StreamObserver<ArtifactChunk> uploadArtifact(StreamObserver<UploadArtifactResponse> out) {
        return new UploadCall(artifacts, out);
    }

    @Override
    public void deployFunction(DeployFunctionRequest request, StreamObserver<Function> out) {
        Calls.answer(out, () -> {
            var started = deployments.deploy(
                    request.getFunction(),
                    request.getMode(),
                    request.getNodesList(),
                    new OffloadWish(request.getOffload(), request.getOffloadNodesList()));
            if (request.getWait()) {
                Waits.steered(engine, started, wait(request.getWaitMs()));
            }
            return function(started.function());
        });
    }

    private static Duration wait(int asked) {
        return Duration.ofMillis(asked == 0 ? DEFAULT_WAIT_MS : asked);
    }

    private Function function(String name) {
        var snapshot = cluster.snapshot();
        return views.function(snapshot, Plans.known(snapshot, name));
    }

    @Override
    public void getFunction(GetFunctionRequest request, StreamObserver<Function> out) {
        Calls.answer(out, () -> function(request.getName()));
    }

    @Override
    public void listFunctions(ListFunctionsRequest request, StreamObserver<ListFunctionsResponse> out) {
        Calls.answer(
                out,
                () -> ListFunctionsResponse.newBuilder()
                        .addAllFunctions(views.functions())
                        .build());
    }

    @Override
    public void deleteFunction(DeleteFunctionRequest request, StreamObserver<DeleteFunctionResponse> out) {
        Calls.answer(out, () -> {
            deployments.delete(request.getName());
            return DeleteFunctionResponse.getDefaultInstance();
        });
    }

    @Override
    public void invokeFunction(InvokeFunctionRequest request, StreamObserver<InvokeFunctionResponse> out) {
        Calls.answer(out, () -> invoker.invoke(request));
    }

    @Override
    public void prewarmFunction(PrewarmFunctionRequest request, StreamObserver<Function> out) {
        Calls.answer(out, () -> {
            if (request.getRelease()) {
                standby.release(request.getName(), request.getNodesList());
            } else {
                var nodes = standby.prewarm(request.getName(), request.getNodesList());
                if (request.getWait()) {
                    Waits.warm(cluster, fleet, request.getName(), nodes, wait(request.getWaitMs()));
                }
            }
            return function(request.getName());
        });
    }

    @Override
    public void getPolicy(GetPolicyRequest request, StreamObserver<Policy> out) {
        Calls.answer(out, () -> Views.policy(cluster.snapshot().policy()));
    }

    @Override
    public void setPolicy(SetPolicyRequest request, StreamObserver<Policy> out) {
        Calls.answer(out, () -> {
            var before = cluster.snapshot().policy();
            var after = cluster.update(draft -> {
                var changed = draft.snapshot().policy().with(request.getSettingsMap());
                draft.put(changed);
                return changed;
            });
            if (!before.equals(after)) {
                events.info("policy.changed", "controller", Views.changes(before, after));
            }
            return Views.policy(after);
        });
    }

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> out) {
        Calls.answer(
                out,
                () -> ListNodesResponse.newBuilder()
                        .addAllNodes(views.nodesProbed())
                        .build());
    }

    @Override
    public void getNode(GetNodeRequest request, StreamObserver<Node> out) {
        Calls.answer(out, () -> node(request.getName()));
    }

    private Node node(String name) throws InterruptedException {
        var snapshot = cluster.snapshot();
        return views.nodeProbed(snapshot, Placer.known(snapshot, name));
    }

    @Override
    public void drainNode(DrainNodeRequest request, StreamObserver<DrainNodeResponse> out) {
        Calls.answer(out, () -> {
            var started = draining.drain(request.getName());
            return DrainNodeResponse.newBuilder()
                    .setNode(node(request.getName()))
                    .addAllMigrations(started.stream().map(MigrationView::of).toList())
                    .build();
        });
    }

    @Override
    public void undrainNode(UndrainNodeRequest request, StreamObserver<Node> out) {
        Calls.answer(out, () -> {
            draining.undrain(request.getName());
            return node(request.getName());
        });
    }

    @Override
    public void migrateFunction(MigrateFunctionRequest request, StreamObserver<Migration> out) {
        Calls.answer(
                out,
                () -> MigrationView.of(engine.start(draft -> plans.move(
                        draft,
                        request.getFunction(),
                        request.getFrom(),
                        request.getTo(),
                        request.getDrainDeadlineMs(),
                        Cause.OPERATOR))));
    }

    @Override
    public void offloadFunction(OffloadFunctionRequest request, StreamObserver<Function> out) {
        Calls.answer(out, () -> {
            var started = engine.start(draft -> request.getWhenShort()
                    ? plans.offloadWhenShort(draft, request.getFunction(), request.getTo())
                    : plans.offload(draft, request.getFunction(), request.getTo(), request.getShare()));
            Waits.steered(engine, started, wait(0));
            return function(request.getFunction());
        });
    }

    @Override
    public void getMigration(GetMigrationRequest request, StreamObserver<Migration> out) {
        Calls.answer(out, () -> MigrationView.of(MigrationView.find(cluster.snapshot(), request.getId())));
    }

    @Override
    public void listMigrations(ListMigrationsRequest request, StreamObserver<ListMigrationsResponse> out) {
        Calls.answer(
                out,
                () -> ListMigrationsResponse.newBuilder()
                        .addAllMigrations(MigrationView.moves(cluster.snapshot(), request.getFunction())
                                .reversed())
                        .build());
    }

    @Override
    public void cancelMigration(CancelMigrationRequest request, StreamObserver<Migration> out) {
        Calls.answer(out, () -> {
            var migration = MigrationView.find(cluster.snapshot(), request.getId());
            engine.cancel(migration.number());
            return MigrationView.of(Waits.cancelled(engine, migration));
        });
    }

    @Override
    public void listSwitches(ListSwitchesRequest request, StreamObserver<ListSwitchesResponse> out) {
        Calls.answer(
                out,
                () -> ListSwitchesResponse.newBuilder()
                        .addAllSwitches(views.switches())
                        .build());
    }

    @Override
    public void getSwitch(GetSwitchRequest request, StreamObserver<Switch> out) {
        Calls.answer(out, () -> {
            var all = views.switches();
            return all.stream()
                    .filter(held -> held.getName().equals(request.getName()))
                    .findAny()
                    .orElseThrow(() -> new SlacklineException(
                            Code.NOT_FOUND,
                            "there is no switch \"" + request.getName() + "\"; switches: "
                                    + all.stream().map(Switch::getName).collect(Collectors.joining(", "))));
        });
    }

    @Override
    public void watchMetrics(WatchMetricsRequest request, StreamObserver<MetricsSample> out) {
        watches.metrics(request, out);
    }

    @Override
    public void watchMigrations(WatchMigrationsRequest request, StreamObserver<Migration> out) {
        watches.migrations(request, out);
    }

    @Override
    public void watchEvents(WatchEventsRequest request, StreamObserver<Event> out) {
        watches.events(request, out);
    }
}
