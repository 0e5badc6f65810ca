package io.slackline.controller;

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
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import io.slackline.controller.device.FakeDevices;
import io.slackline.controller.time.SystemTimekeeper;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControllerServerTest {
    @TempDir
    Path directory;

    private final SystemTimekeeper time = new SystemTimekeeper();
    private Controller controller;
    private ControllerServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        var config = config("127.0.0.1:0");
        controller = new Controller(config, new FakeDevices(), time);
        server = new ControllerServer(controller, config);
        channel = Grpc.newChannelBuilder("127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
        controller.close();
        time.close();
    }

    @Test
    void saysThatItIsHealthy() {
        for (var service : List.of("", "slackline.v1.ControlService", "slackline.v1.AgentService")) {
            var health = HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.newBuilder().setService(service).build());
            assertEquals(ServingStatus.SERVING, health.getStatus());
        }
    }

    @Test
    void saysWhatItServes() throws Exception {
        var answer = new CompletableFuture<ServerReflectionResponse>();
        var out = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failed) {
                answer.completeExceptionally(failed);
            }

            @Override
            public void onCompleted() {}
        });
        out.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        var names = answer.get(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName)
                .toList();
        assertTrue(
                names.containsAll(List.of("slackline.v1.ControlService", "slackline.v1.AgentService")),
                names::toString);
        out.onCompleted();
    }

    @Test
    void namesTheAddressThatIsTaken() {
        var taken = "127.0.0.1:" + server.port();
        var refused = assertThrows(SlacklineException.class, () -> new ControllerServer(controller, config(taken)));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        assertTrue(refused.getMessage().startsWith("cannot listen on " + taken), refused.getMessage());
    }

    private ControllerConfig config(String listen) {
        return ConfigLoader.parse(
                "listen: [" + listen + "]\nstateDir: " + directory
                        + "\nswitches: [{name: s1, address: 127.0.0.1:1, ports: [1]}]\n",
                "test",
                ControllerConfig.class);
    }
}
