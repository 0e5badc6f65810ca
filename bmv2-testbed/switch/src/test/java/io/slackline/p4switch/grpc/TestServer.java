package io.slackline.p4switch.grpc;

import com.google.protobuf.TextFormat;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.slackline.p4switch.trace.TraceService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import p4.v1.Entity;
import p4.v1.P4RuntimeGrpc;
import p4.v1.ReadRequest;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.Uint128;
import p4.v1.Update;
import p4.v1.WriteRequest;

/** A server on the in-process transport, in front of a switch with ports in memory, with what tests say to it over and over. */
final class TestServer implements AutoCloseable {

    static final long DEVICE = 7;

    final TestSwitch hardware = new TestSwitch();
    final P4RuntimeServer server;
    final ManagedChannel channel;
    final P4RuntimeGrpc.P4RuntimeBlockingStub stub;

    TestServer() {
        String name = UUID.randomUUID().toString();
        server = P4RuntimeServer.with(
                InProcessServerBuilder.forName(name), DEVICE, hardware.device, new TraceService(hardware.device));
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = InProcessChannelBuilder.forName(name).build();
        stub = P4RuntimeGrpc.newBlockingStub(channel);
    }

    /** A server with a pipeline and a primary whose election id is 1. */
    static TestServer withPrimary() {
        TestServer server = new TestServer();
        TestStream stream = server.open();
        stream.bid(1);
        stream.next();
        server.stub.setForwardingPipelineConfig(
                server.pipeline(SetForwardingPipelineConfigRequest.Action.VERIFY_AND_COMMIT)
                        .build());
        return server;
    }

    TestStream open() {
        return new TestStream(channel);
    }

    SetForwardingPipelineConfigRequest.Builder pipeline(SetForwardingPipelineConfigRequest.Action action) {
        SetForwardingPipelineConfigRequest.Builder request = SetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(DEVICE)
                .setElectionId(Uint128.newBuilder().setLow(1))
                .setAction(action);
        if (action != SetForwardingPipelineConfigRequest.Action.COMMIT) {
            request.setConfig(TestSwitch.config());
        }
        return request;
    }

    void write(Update.Type type, Entity... entities) {
        stub.write(request(type, entities).build());
    }

    static WriteRequest.Builder request(Update.Type type, Entity... entities) {
        WriteRequest.Builder request = WriteRequest.newBuilder()
                .setDeviceId(DEVICE)
                .setElectionId(Uint128.newBuilder().setLow(1));
        for (Entity entity : entities) {
            request.addUpdates(Update.newBuilder().setType(type).setEntity(entity));
        }
        return request;
    }

    List<Entity> read(Entity... queries) {
        List<Entity> found = new ArrayList<>();
        stub.read(ReadRequest.newBuilder()
                        .setDeviceId(DEVICE)
                        .addAllEntities(List.of(queries))
                        .build())
                .forEachRemaining(response -> found.addAll(response.getEntitiesList()));
        return found;
    }

    /** Parses an entity from protobuf's text form. */
    static Entity entity(String text) {
        try {
            return TextFormat.parse(text, Entity.class);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
    }
}
