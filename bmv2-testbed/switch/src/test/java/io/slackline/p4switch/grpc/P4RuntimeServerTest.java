package io.slackline.p4switch.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.slackline.p4switch.target.TargetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import p4.v1.CapabilitiesRequest;
import p4.v1.P4RuntimeGrpc;
import p4.v1.ReadRequest;

class P4RuntimeServerTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void servesOverTcpWithHealthAndReflection() throws IOException {
        try (P4RuntimeServer server = P4RuntimeServer.on(ANY_PORT, 1, new TestSwitch().device)) {
            server.commit(TestSwitch.config());
            server.start();
            ManagedChannel channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
                    .build();
            try {
                assertEquals(
                        "1.5.0",
                        P4RuntimeGrpc.newBlockingStub(channel)
                                .capabilities(CapabilitiesRequest.newBuilder()
                                        .setDeviceId(1)
                                        .build())
                                .getP4RuntimeApiVersion());
                assertEquals(
                        1,
                        P4RuntimeGrpc.newBlockingStub(channel)
                                .read(ReadRequest.newBuilder()
                                        .setDeviceId(1)
                                        .addEntities(TestServer.entity("table_entry { table_id: 0x02000005 }"))
                                        .build())
                                .next()
                                .getEntitiesCount());
                assertEquals(
                        ServingStatus.SERVING,
                        HealthGrpc.newBlockingStub(channel)
                                .check(HealthCheckRequest.newBuilder()
                                        .setService(P4RuntimeGrpc.SERVICE_NAME)
                                        .build())
                                .getStatus());
                assertTrue(services(channel).contains(P4RuntimeGrpc.SERVICE_NAME));
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @Test
    void deviceIdZeroIsNoDevice() {
        assertThrows(TargetException.class, () -> P4RuntimeServer.on(ANY_PORT, 0, new TestSwitch().device));
    }

    private static List<String> services(ManagedChannel channel) {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        names.complete(response.getListServicesResponse().getServiceList().stream()
                                .map(service -> service.getName())
                                .toList());
                    }

                    @Override
                    public void onError(Throwable t) {
                        names.completeExceptionally(t);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        List<String> listed = names.orTimeout(10, TimeUnit.SECONDS).join();
        requests.onCompleted();
        return listed;
    }
}
