package io.slackline.controller.api;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.AgentMessage;
import io.slackline.api.v1.AgentServiceGrpc;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.ControllerMessage;
import io.slackline.api.v1.FetchArtifactRequest;
import io.slackline.api.v1.Register;
import io.slackline.api.v1.Registered;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.agent.AgentSessions;
import io.slackline.controller.artifact.ArtifactStore;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.node.NodeRegistry;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The agents' side. gRPC hands over the messages of one stream one after the other, on virtual threads. */
public final class AgentApi extends AgentServiceGrpc.AgentServiceImplBase {
    private static final int CHUNK = 64 * 1024;

    private final NodeRegistry registry;
    private final AgentSessions sessions;
    private final ArtifactStore artifacts;
    private final EventLog events;
    private final Registered welcome;

    /** @param welcome what is the same for all agents: report targets and intervals */
    public AgentApi(
            NodeRegistry registry,
            AgentSessions sessions,
            ArtifactStore artifacts,
            EventLog events,
            Registered welcome) {
        this.registry = registry;
        this.sessions = sessions;
        this.artifacts = artifacts;
        this.events = events;
        this.welcome = welcome;
    }

    @Override
    public StreamObserver<AgentMessage> join(StreamObserver<ControllerMessage> out) {
        return new Stream(new GrpcAgentLink((ServerCallStreamObserver<ControllerMessage>) out));
    }

    private final class Stream implements StreamObserver<AgentMessage> {
        private final GrpcAgentLink link;
        private @Nullable String node;

        Stream(GrpcAgentLink link) {
            this.link = link;
        }

        @Override
        public void onNext(AgentMessage message) {
            try {
                receive(message);
            } catch (SlacklineException refused) {
                link.close(refused);
                detach("its stream was refused: " + refused.getMessage());
            }
        }

        private void receive(AgentMessage message) {
            var name = node;
            if (name == null) {
                if (!message.hasRegister()) {
                    throw new SlacklineException(
                            Code.INVALID_ARGUMENT,
                            "the first message of an agent's stream must be register, got " + message.getMessageCase());
                }
                register(message.getRegister());
                return;
            }
            switch (message.getMessageCase()) {
                case METRICS -> sessions.measured(name, message.getMetrics());
                case SLACK -> sessions.measured(name, message.getSlack());
                case STATUS -> sessions.reported(name, message.getStatus());
                case EVENT ->
                    events.relay(message.getEvent().toBuilder()
                            .setSubject(
                                    message.getEvent().getSubject().isEmpty()
                                            ? name
                                            : message.getEvent().getSubject())
                            .build());
                case REGISTER ->
                    throw new SlacklineException(
                            Code.INVALID_ARGUMENT, "node " + name + " has registered on this stream already");
                case MESSAGE_NOT_SET -> {} // of a newer agent
            }
        }

        private void register(Register register) {
            sessions.admit(register.getDescription().getName(), register.getBootEpoch());
            var registration = registry.register(register.getDescription(), register.getBootEpoch());
            var entry = registration.node();
            node = entry.name();
            var what = switch (registration.standing()) {
                case NEW -> "node.joined";
                case BACK -> "node.back";
            };
            events.info(
                    what,
                    entry.name(),
                    "index " + entry.index() + ", peer address "
                            + entry.description().getPeerAddress());
            sessions.attach(
                    entry,
                    link,
                    welcome.toBuilder()
                            .setNodeIndex(entry.index())
                            .setToken(entry.token())
                            .setDraining(entry.draining())
                            .build(),
                    register);
        }

        @Override
        public void onError(Throwable failed) {
            link.abandon();
            detach("its stream broke: " + Status.fromThrowable(failed).getCode());
        }

        @Override
        public void onCompleted() {
            link.complete();
            detach("its agent closed the stream");
        }

        private void detach(String reason) {
            var name = node;
            if (name != null) {
                sessions.detach(name, link, reason);
            }
        }
    }

    @Override
    public void fetchArtifact(FetchArtifactRequest request, StreamObserver<ArtifactChunk> observer) {
        Outflow.start("fetch-artifact", observer, () -> {}, out -> {
            try (var artifact = artifacts.open(request.getSha256())) {
                send(artifact, out);
            }
        });
    }

    private static void send(InputStream artifact, Outflow<ArtifactChunk> out) throws Exception {
        boolean wanted = true;
        while (wanted) {
            var bytes = artifact.readNBytes(CHUNK);
            if (bytes.length == 0) {
                return;
            }
            wanted = out.send(ArtifactChunk.newBuilder()
                    .setData(UnsafeByteOperations.unsafeWrap(bytes))
                    .build());
        }
    }
}
