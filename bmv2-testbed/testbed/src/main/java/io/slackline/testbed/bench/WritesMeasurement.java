package io.slackline.testbed.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.slackline.p4switch.grpc.P4RuntimeServer;
import io.slackline.pipeline.SlacklinePipeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;
import p4.v1.Entity;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.P4RuntimeGrpc;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.TableEntry;
import p4.v1.Uint128;
import p4.v1.Update;
import p4.v1.WriteRequest;

/**
 * Measures table writes through P4Runtime over loopback, in a JVM of its own: candidate entries in batches, inserted into empty tables until
 * there are {@value #ENTRIES}, then deleted; client and server share the machine. Prints inserts per second, one line for each round.
 */
public final class WritesMeasurement {

    private static final int ENTRIES = 128_000;
    private static final int BATCH = 1_000;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 5;
    private static final long DEVICE = 1;
    private static final Uint128 ELECTION = Uint128.newBuilder().setLow(1).build();

    private WritesMeasurement() {}

    public static void main(String[] arguments) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
        try (P4RuntimeServer server = P4RuntimeServer.on(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), DEVICE, LoadedPipeline.idleDevice())
                .start()) {
            ManagedChannel channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
                    .build();
            try {
                run(pipeline, channel);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static void run(SlacklinePipeline pipeline, ManagedChannel channel) {
        StreamObserver<StreamMessageRequest> stream = primary(channel);
        var stub = P4RuntimeGrpc.newBlockingStub(channel);
        var _ = stub.setForwardingPipelineConfig(SetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(DEVICE)
                .setElectionId(ELECTION)
                .setAction(Action.VERIFY_AND_COMMIT)
                .setConfig(ForwardingPipelineConfig.newBuilder()
                        .setP4Info(pipeline.p4Info())
                        .setP4DeviceConfig(pipeline.deviceConfig()))
                .build());
        List<TableEntry> entries = new ArrayList<>();
        int[] nodes = new int[64];
        java.util.Arrays.setAll(nodes, slot -> 1 + slot);
        for (int group = 1; entries.size() < ENTRIES; group++) {
            entries.addAll(pipeline.candidates(group, nodes, nodes));
        }
        List<WriteRequest> inserts = batches(entries, Update.Type.INSERT);
        List<WriteRequest> deletes = batches(entries, Update.Type.DELETE);
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            long start = System.nanoTime();
            inserts.forEach(stub::write);
            double seconds = (System.nanoTime() - start) / 1e9;
            deletes.forEach(stub::write);
            if (round >= WARM_UP_ROUNDS) {
                System.out.println(entries.size() / seconds);
            }
        }
        stream.onCompleted();
    }

    private static StreamObserver<StreamMessageRequest> primary(ManagedChannel channel) {
        CompletableFuture<StreamMessageResponse> answer = new CompletableFuture<>();
        StreamObserver<StreamMessageRequest> stream = P4RuntimeGrpc.newStub(channel)
                .streamChannel(new StreamObserver<>() {
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
                });
        stream.onNext(StreamMessageRequest.newBuilder()
                .setArbitration(
                        MasterArbitrationUpdate.newBuilder().setDeviceId(DEVICE).setElectionId(ELECTION))
                .build());
        answer.join();
        return stream;
    }

    private static List<WriteRequest> batches(List<TableEntry> entries, Update.Type type) {
        List<WriteRequest> batches = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += BATCH) {
            WriteRequest.Builder batch =
                    WriteRequest.newBuilder().setDeviceId(DEVICE).setElectionId(ELECTION);
            for (TableEntry entry : entries.subList(from, Math.min(entries.size(), from + BATCH))) {
                batch.addUpdatesBuilder()
                        .setType(type)
                        .setEntity(Entity.newBuilder().setTableEntry(entry));
            }
            batches.add(batch.build());
        }
        return batches;
    }
}
