package io.slackline.testbed.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Learned;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.PuntedPacket;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import p4.v1.DigestListAck;
import p4.v1.Entity;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.P4RuntimeGrpc;
import p4.v1.PacketOut;
import p4.v1.ReadRequest;
import p4.v1.ReadResponse;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.TableEntry;
import p4.v1.Uint128;
import p4.v1.Update;
import p4.v1.WriteRequest;

/** The least P4Runtime client that can hold a switch: becomes primary, pushes the pipeline, writes, reads, listens. */
final class TestController implements AutoCloseable {

    static final long DEVICE = 1;

    private static final Uint128 ELECTION = Uint128.newBuilder().setLow(1).build();
    private static final long PATIENCE_SECONDS = 60;

    private final SlacklinePipeline pipeline;
    private final ManagedChannel channel;
    private final P4RuntimeGrpc.P4RuntimeBlockingStub stub;
    private final StreamObserver<StreamMessageRequest> toSwitch;
    private final BlockingQueue<StreamMessageResponse> arbitration = new LinkedBlockingQueue<>();
    private final BlockingQueue<PuntedPacket> punted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Learned> learned = new LinkedBlockingQueue<>();

    TestController(SlacklinePipeline pipeline, int port) throws InterruptedException {
        this.pipeline = pipeline;
        this.channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .maxInboundMessageSize(64 << 20)
                .build();
        this.stub = P4RuntimeGrpc.newBlockingStub(channel).withWaitForReady();
        this.toSwitch = P4RuntimeGrpc.newStub(channel).withWaitForReady().streamChannel(new FromSwitch());
        toSwitch.onNext(StreamMessageRequest.newBuilder()
                .setArbitration(
                        MasterArbitrationUpdate.newBuilder().setDeviceId(DEVICE).setElectionId(ELECTION))
                .build());
        assertNotNull(arbitration.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "the switch answers arbitration");
        var unused = stub.setForwardingPipelineConfig(SetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(DEVICE)
                .setElectionId(ELECTION)
                .setAction(SetForwardingPipelineConfigRequest.Action.VERIFY_AND_COMMIT)
                .setConfig(ForwardingPipelineConfig.newBuilder()
                        .setP4Info(pipeline.p4Info())
                        .setP4DeviceConfig(pipeline.deviceConfig())
                        .setCookie(ForwardingPipelineConfig.Cookie.newBuilder().setCookie(pipeline.cookie())))
                .build());
    }

    void insert(PipelineEntry... entries) {
        for (PipelineEntry entry : entries) {
            write(Update.Type.INSERT, table(pipeline.encode(entry)));
        }
    }

    void modify(PipelineEntry entry) {
        write(Update.Type.MODIFY, table(pipeline.encode(entry)));
    }

    void delete(PipelineEntry entry) {
        write(Update.Type.DELETE, table(pipeline.encode(entry)));
    }

    void insert(List<TableEntry> entries) {
        WriteRequest.Builder request = request();
        entries.forEach(
                entry -> request.addUpdatesBuilder().setType(Update.Type.INSERT).setEntity(table(entry)));
        var unused = stub.write(request.build());
    }

    void write(Update.Type type, Entity entity) {
        WriteRequest.Builder request = request();
        request.addUpdatesBuilder().setType(type).setEntity(entity);
        var unused = stub.write(request.build());
    }

    private static Entity table(TableEntry entry) {
        return Entity.newBuilder().setTableEntry(entry).build();
    }

    private static WriteRequest.Builder request() {
        return WriteRequest.newBuilder().setDeviceId(DEVICE).setElectionId(ELECTION);
    }

    private List<Entity> read(Entity what) {
        List<Entity> found = new ArrayList<>();
        Iterator<ReadResponse> answers = stub.read(
                ReadRequest.newBuilder().setDeviceId(DEVICE).addEntities(what).build());
        answers.forEachRemaining(answer -> found.addAll(answer.getEntitiesList()));
        return found;
    }

    /** The entries of a table as the switch holds them. */
    List<PipelineEntry> entries(Table table) {
        return read(table(pipeline.allEntries(table))).stream()
                .map(entity -> pipeline.decode(entity.getTableEntry()))
                .toList();
    }

    /** Packets counted so far, by cause. */
    Map<Cause, Long> causes() {
        Map<Cause, Long> causes = new EnumMap<>(Cause.class);
        for (Entity entity : read(pipeline.allCauses().getFirst())) {
            pipeline.cause(entity.getCounterEntry())
                    .ifPresent(cause ->
                            causes.put(cause, entity.getCounterEntry().getData().getPacketCount()));
        }
        assertEquals(Cause.values().length, causes.size());
        return causes;
    }

    /** Packets of a direct counter. */
    long packets(PipelineEntry entry) {
        Entity asked = Entity.newBuilder()
                .setDirectCounterEntry(p4.v1.DirectCounterEntry.newBuilder()
                        .setTableEntry(pipeline.encode(entry).toBuilder().clearAction()))
                .build();
        return read(asked).getFirst().getDirectCounterEntry().getData().getPacketCount();
    }

    void packetOut(PacketOut packet) {
        toSwitch.onNext(StreamMessageRequest.newBuilder().setPacket(packet).build());
    }

    PuntedPacket nextPunted() throws InterruptedException {
        PuntedPacket packet = punted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(packet, "no packet-in came");
        return packet;
    }

    int puntedWaiting() {
        return punted.size();
    }

    Learned nextLearned() throws InterruptedException {
        Learned station = learned.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(station, "no digest came");
        return station;
    }

    int learnedWaiting() {
        return learned.size();
    }

    @Override
    public void close() throws InterruptedException {
        toSwitch.onCompleted();
        channel.shutdownNow();
        channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private final class FromSwitch implements StreamObserver<StreamMessageResponse> {
        @Override
        public void onNext(StreamMessageResponse message) {
            switch (message.getUpdateCase()) {
                case ARBITRATION -> arbitration.add(message);
                case PACKET -> punted.add(pipeline.decodePacketIn(message.getPacket()));
                case DIGEST -> {
                    learned.addAll(pipeline.decodeLearn(message.getDigest()));
                    toSwitch.onNext(StreamMessageRequest.newBuilder()
                            .setDigestAck(DigestListAck.newBuilder()
                                    .setDigestId(message.getDigest().getDigestId())
                                    .setListId(message.getDigest().getListId()))
                            .build());
                }
                case IDLE_TIMEOUT_NOTIFICATION, ERROR, OTHER, UPDATE_NOT_SET -> {}
            }
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
