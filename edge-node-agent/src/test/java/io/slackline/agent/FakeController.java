package io.slackline.agent;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.AgentMessage;
import io.slackline.api.v1.AgentServiceGrpc;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.ControllerMessage;
import io.slackline.api.v1.FetchArtifactRequest;
import io.slackline.api.v1.Registered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The agent API with a script: what agents say is queued, what they are told comes from the test. */
final class FakeController extends AgentServiceGrpc.AgentServiceImplBase implements AutoCloseable {
    final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<AgentMessage> said = new LinkedBlockingQueue<>();
    private final AtomicInteger metrics = new AtomicInteger();
    private final Server server;
    private final int port;
    private volatile Registered registered = Registered.newBuilder()
            .setNodeIndex(7)
            .setToken(0xCAFE)
            .setMetricsIntervalMs(20)
            .build();
    private volatile Assignments assignments = Assignments.getDefaultInstance();
    private volatile StreamObserver<ControllerMessage> agent;

    FakeController(int port) throws IOException {
        server = Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                .addService(this)
                .build()
                .start();
        this.port = server.getPort();
    }

    int port() {
        return port;
    }

    void willRegister(Registered answer) {
        registered = answer;
    }

    /** Told to agents that join, and now to the one that has. */
    void assign(Assignments next) {
        assignments = next;
        var joined = agent;
        if (joined != null) {
            joined.onNext(ControllerMessage.newBuilder().setAssignments(next).build());
        }
    }

    @Override
    public StreamObserver<AgentMessage> join(StreamObserver<ControllerMessage> out) {
        // An agent that has been killed may still be spoken to.
        ((ServerCallStreamObserver<ControllerMessage>) out).setOnCancelHandler(() -> {});
        return new StreamObserver<>() {
            @Override
            public void onNext(AgentMessage message) {
                if (message.hasRegister()) {
                    out.onNext(ControllerMessage.newBuilder()
                            .setRegistered(registered)
                            .build());
                    out.onNext(ControllerMessage.newBuilder()
                            .setAssignments(assignments)
                            .build());
                    agent = out;
                }
                if (message.hasMetrics()) {
                    metrics.incrementAndGet();
                }
                said.add(message);
            }

            @Override
            public void onError(Throwable gone) {}

            @Override
            public void onCompleted() {
                out.onCompleted();
            }
        };
    }

    @Override
    public void fetchArtifact(FetchArtifactRequest request, StreamObserver<ArtifactChunk> out) {
        var bytes = artifacts.get(request.getSha256());
        if (bytes == null) {
            out.onError(Status.NOT_FOUND
                    .withDescription("no artifact " + request.getSha256())
                    .asRuntimeException());
            return;
        }
        out.onNext(ArtifactChunk.newBuilder()
                .setData(ByteString.copyFrom(bytes, 0, bytes.length / 2))
                .build());
        out.onNext(ArtifactChunk.newBuilder()
                .setData(ByteString.copyFrom(bytes, bytes.length / 2, bytes.length - bytes.length / 2))
                .build());
        out.onCompleted();
    }

    /** How many metrics agents have sent. */
    int metrics() {
        return metrics.get();
    }

    /** The next message that fits; those before it are dropped. */
    AgentMessage await(Predicate<AgentMessage> fits) throws InterruptedException {
        var seen = new ArrayList<AgentMessage>();
        long end = System.nanoTime() + TestNode.PATIENCE.toNanos();
        while (true) {
            var message = said.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("no such message within " + TestNode.PATIENCE + "; there were " + seen);
            }
            if (fits.test(message)) {
                return message;
            }
            seen.add(message);
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
