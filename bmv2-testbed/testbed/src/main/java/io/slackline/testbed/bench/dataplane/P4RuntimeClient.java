package io.slackline.testbed.bench.dataplane;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.SlacklinePipeline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import p4.v1.Entity;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.P4RuntimeGrpc;
import p4.v1.ReadRequest;
import p4.v1.ReadResponse;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.TableEntry;
import p4.v1.Uint128;
import p4.v1.Update;
import p4.v1.WriteRequest;

/** The least controller: becomes primary of a switch, sets the pipeline, writes entries. */
final class P4RuntimeClient implements AutoCloseable {

    static final long DEVICE = 1;

    private static final Uint128 ELECTION = Uint128.newBuilder().setLow(1).build();
    private static final int LARGEST_MESSAGE = 64 << 20;

    private final SlacklinePipeline pipeline;
    private final ManagedChannel channel;
    private final P4RuntimeGrpc.P4RuntimeBlockingStub stub;
    private final StreamObserver<StreamMessageRequest> stream;

    /** Waits for the switch to answer. */
    P4RuntimeClient(int port, SlacklinePipeline pipeline) {
        this.pipeline = pipeline;
        channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .build();
        stub = P4RuntimeGrpc.newBlockingStub(channel).withWaitForReady();
        CompletableFuture<StreamMessageResponse> answer = new CompletableFuture<>();
        stream = P4RuntimeGrpc.newStub(channel).withWaitForReady().streamChannel(new FirstAnswer(answer));
        stream.onNext(StreamMessageRequest.newBuilder()
                .setArbitration(
                        MasterArbitrationUpdate.newBuilder().setDeviceId(DEVICE).setElectionId(ELECTION))
                .build());
        answer.join();
        var _ = stub.setForwardingPipelineConfig(SetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(DEVICE)
                .setElectionId(ELECTION)
                .setAction(Action.VERIFY_AND_COMMIT)
                .setConfig(ForwardingPipelineConfig.newBuilder()
                        .setP4Info(pipeline.p4Info())
                        .setP4DeviceConfig(pipeline.deviceConfig()))
                .build());
    }

    private record FirstAnswer(CompletableFuture<StreamMessageResponse> answer)
            implements StreamObserver<StreamMessageResponse> {
        @Override
        public void onNext(StreamMessageResponse response) {
            answer.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            answer.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {}
    }

    void write(WriteRequest request) {
        var _ = stub.write(request);
    }

    /** How many packets the switch has counted for a cause. */
    long count(Cause cause) {
        Iterator<ReadResponse> answers = stub.read(ReadRequest.newBuilder()
                .setDeviceId(DEVICE)
                .addAllEntities(pipeline.allCauses())
                .build());
        long count = 0;
        while (answers.hasNext()) {
            for (Entity entity : answers.next().getEntitiesList()) {
                if (pipeline.cause(entity.getCounterEntry())
                        .filter(cause::equals)
                        .isPresent()) {
                    count += entity.getCounterEntry().getData().getPacketCount();
                }
            }
        }
        return count;
    }

    /** Requests of so many updates each. */
    static List<WriteRequest> batches(List<TableEntry> entries, Update.Type type, int size) {
        List<WriteRequest> batches = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += size) {
            WriteRequest.Builder batch =
                    WriteRequest.newBuilder().setDeviceId(DEVICE).setElectionId(ELECTION);
            for (TableEntry entry : entries.subList(from, Math.min(entries.size(), from + size))) {
                batch.addUpdatesBuilder()
                        .setType(type)
                        .setEntity(Entity.newBuilder().setTableEntry(entry));
            }
            batches.add(batch.build());
        }
        return batches;
    }

    @Override
    public void close() {
        stream.onCompleted();
        channel.shutdownNow();
    }
}
