package io.slackline.p4switch.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.PacketTracerGrpc;
import io.slackline.p4switch.trace.v1.TraceRequest;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traces over gRPC, next to P4Runtime. */
class LiveTraceTest {

    private final TestServer server = TestServer.withPrimary();
    private final PacketTracerGrpc.PacketTracerBlockingStub stub = PacketTracerGrpc.newBlockingStub(server.channel);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void streamsThePacketsThatMatchUntilTheCountIsReached() {
        Iterator<PacketTrace> traces = stub.withDeadlineAfter(20, TimeUnit.SECONDS)
                .trace(TraceRequest.newBuilder()
                        .setFilter("port == 1")
                        .setCount(2)
                        .build());
        CompletableFuture<Integer> count = CompletableFuture.supplyAsync(() -> {
            int found = 0;
            while (traces.hasNext()) {
                assertEquals(1, traces.next().getIngressPort());
                found++;
            }
            return found;
        });
        // When the session is attached is the server's business: packets pass until it has seen enough.
        while (!count.isDone()) {
            server.hardware.receive(0, new byte[64]);
            server.hardware.receive(1, new byte[64]);
        }
        assertEquals(2, count.join());
    }

    @Test
    void refusesAFilterThatTheProgramDoesNotFit() {
        Iterator<PacketTrace> traces = stub.trace(
                TraceRequest.newBuilder().setFilter("nothing.here == 1").build());
        StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, traces::hasNext);
        assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
        assertTrue(String.valueOf(refused.getStatus().getDescription()).contains("valid: "), refused.getMessage());
    }
}
