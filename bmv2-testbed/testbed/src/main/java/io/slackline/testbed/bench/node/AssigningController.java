package io.slackline.testbed.bench.node;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.AgentMessage;
import io.slackline.api.v1.AgentServiceGrpc;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.ControllerMessage;
import io.slackline.api.v1.FetchArtifactRequest;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.Registered;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The agent API as the agents of a benchmark see it: each is told once what it hosts. Nothing is steered. */
public final class AssigningController implements AutoCloseable {
    private static final int METRICS_INTERVAL_MS = 1_000;
    private static final int REPORT_INTERVAL_MS = 1_000;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Map<String, ByteString> artifacts = new ConcurrentHashMap<>();
    private final Map<String, Assignments> assignments = new ConcurrentHashMap<>();
    private final Map<String, Map<String, FunctionStatus>> statuses = new ConcurrentHashMap<>();
    private final Server server;

    /** Listens on the loopback. */
    public AssigningController() {
        try {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(new Service())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "cannot listen for agents: " + e, e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** Keeps an artifact for agents to fetch; its name among them. */
    public String keep(ByteString artifact) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(artifact.toByteArray());
            String sha256 = HexFormat.of().formatHex(digest);
            artifacts.put(sha256, artifact);
            return sha256;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the agent of this name is told when it joins. */
    public void assign(String agent, Assignments assigned) {
        assignments.put(agent, assigned);
    }

    /** What the agent said last of the function. */
    public Optional<FunctionStatus> status(String agent, String function) {
        return Optional.ofNullable(statuses.getOrDefault(agent, Map.of()).get(function));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Service extends AgentServiceGrpc.AgentServiceImplBase {
        @Override
        public StreamObserver<AgentMessage> join(StreamObserver<ControllerMessage> out) {
            return new StreamObserver<>() {
                private Map<String, FunctionStatus> told = Map.of();

                @Override
                public void onNext(AgentMessage message) {
                    switch (message.getMessageCase()) {
                        case REGISTER -> {
                            String agent =
                                    message.getRegister().getDescription().getName();
                            told = statuses.computeIfAbsent(agent, _ -> new ConcurrentHashMap<>());
                            out.onNext(ControllerMessage.newBuilder()
                                    .setRegistered(Registered.newBuilder()
                                            .setNodeIndex(1)
                                            .setMetricsIntervalMs(METRICS_INTERVAL_MS)
                                            .setReportIntervalMs(REPORT_INTERVAL_MS))
                                    .build());
                            out.onNext(ControllerMessage.newBuilder()
                                    .setAssignments(assignments.getOrDefault(agent, Assignments.getDefaultInstance()))
                                    .build());
                        }
                        case STATUS -> told.put(message.getStatus().getFunction(), message.getStatus());
                        case METRICS ->
                            message.getMetrics().getFunctionsList().forEach(each -> told.put(each.getFunction(), each));
                        default -> {
                            // Events are for people.
                        }
                    }
                }

                @Override
                public void onError(Throwable gone) {
                    told = Map.of();
                }

                @Override
                public void onCompleted() {
                    out.onCompleted();
                }
            };
        }

        @Override
        public void fetchArtifact(FetchArtifactRequest request, StreamObserver<ArtifactChunk> out) {
            ByteString bytes = artifacts.get(request.getSha256());
            if (bytes == null) {
                out.onError(Status.NOT_FOUND
                        .withDescription("no artifact " + request.getSha256())
                        .asRuntimeException());
                return;
            }
            for (int from = 0; from < bytes.size(); from += CHUNK_BYTES) {
                ByteString chunk = bytes.substring(from, Math.min(bytes.size(), from + CHUNK_BYTES));
                out.onNext(ArtifactChunk.newBuilder().setData(chunk).build());
            }
            out.onCompleted();
        }
    }
}
