package io.slackline.controller.api;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.AgentMessage;
import io.slackline.api.v1.AgentServiceGrpc;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.ControllerMessage;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.Register;
import io.slackline.api.v1.Registered;
import io.slackline.api.v1.SlackSample;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An agent over gRPC that hosts everything at once: what it is told to serve is warm, what it is told to give up is gone. */
final class FakeAgent implements StreamObserver<ControllerMessage> {
    private final CompletableFuture<Registered> welcome = new CompletableFuture<>();
    private final StreamObserver<AgentMessage> out;
    private volatile Assignments orders = Assignments.getDefaultInstance();

    FakeAgent(Channel channel, String name, long bootEpoch) {
        out = AgentServiceGrpc.newStub(channel).join(this);
        out.onNext(AgentMessage.newBuilder()
                .setRegister(Register.newBuilder()
                        .setBootEpoch(bootEpoch)
                        .setDescription(NodeDescription.newBuilder()
                                .setName(name)
                                .setDataMac("02:00:0a:00:01:01")
                                .setPeerAddress("127.0.0.1:1")))
                .build());
    }

    Registered welcome() throws Exception {
        return welcome.get(10, TimeUnit.SECONDS);
    }

    Assignments orders() {
        return orders;
    }

    void hasSlack(int millicores) {
        out.onNext(AgentMessage.newBuilder()
                .setMetrics(NodeMetrics.newBuilder()
                        .setSlack(SlackSample.newBuilder().setSlackMillicores(millicores)))
                .build());
    }

    void leave() {
        out.onCompleted();
    }

    @Override
    public void onNext(ControllerMessage message) {
        switch (message.getMessageCase()) {
            case REGISTERED -> welcome.complete(message.getRegistered());
            case ASSIGNMENTS -> obey(message.getAssignments());
            case MESSAGE_NOT_SET -> {}
        }
    }

    private synchronized void obey(Assignments told) {
        orders = told;
        for (Assignment order : told.getAssignmentsList()) {
            out.onNext(AgentMessage.newBuilder()
                    .setStatus(FunctionStatus.newBuilder()
                            .setFunction(order.getFunction().getName())
                            .setVersion(order.getFunction().getVersion())
                            .setGeneration(order.getGeneration())
                            .setState(
                                    switch (order.getRole()) {
                                        case SERVE -> InstanceState.WARM;
                                        case DRAIN -> InstanceState.DRAINING;
                                        case FORWARD, ROLE_UNSPECIFIED, UNRECOGNIZED -> InstanceState.GONE;
                                    }))
                    .build());
        }
    }

    @Override
    public void onError(Throwable failed) {
        welcome.completeExceptionally(failed);
    }

    @Override
    public void onCompleted() {}
}
