package io.slackline.p4switch.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.P4RuntimeGrpc;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.Uint128;

/** A controller's stream, from the controller's side. */
final class TestStream implements ClientResponseObserver<StreamMessageRequest, StreamMessageResponse> {

    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<StreamMessageResponse> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final boolean reads;
    private @Nullable ClientCallStreamObserver<StreamMessageRequest> requests;

    TestStream(ManagedChannel channel) {
        this(channel, true);
    }

    /** @param reads whether the controller takes what it is sent */
    TestStream(ManagedChannel channel, boolean reads) {
        this.reads = reads;
        P4RuntimeGrpc.newStub(channel).streamChannel(this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<StreamMessageRequest> stream) {
        requests = stream;
        if (!reads) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public void onNext(StreamMessageResponse message) {
        received.add(message);
    }

    @Override
    public void onError(Throwable t) {
        ended.complete(Status.fromThrowable(t));
    }

    @Override
    public void onCompleted() {
        ended.complete(Status.OK);
    }

    void send(StreamMessageRequest request) {
        if (requests != null) {
            requests.onNext(request);
        }
    }

    void bid(long electionId) {
        send(arbitration(TestServer.DEVICE, electionId));
    }

    static StreamMessageRequest arbitration(long device, long electionId) {
        return StreamMessageRequest.newBuilder()
                .setArbitration(MasterArbitrationUpdate.newBuilder()
                        .setDeviceId(device)
                        .setElectionId(Uint128.newBuilder().setLow(electionId)))
                .build();
    }

    void hangUp() {
        if (requests != null) {
            requests.onCompleted();
        }
    }

    StreamMessageResponse next() {
        try {
            StreamMessageResponse message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came on the stream");
            }
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Status end() {
        return ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
