package io.slackline.p4switch;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.PacketTracerGrpc;
import io.slackline.p4switch.trace.v1.TraceRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks a running switch for traces. */
final class TraceClient {

    private static final int MAX_TRACE_BYTES = 64 << 20;

    /**
     * Hands on traces until all have come.
     *
     * @param timeout for all of them; empty waits
     * @throws io.grpc.StatusRuntimeException as the switch ended the call, DEADLINE_EXCEEDED after the timeout
     */
    static void follow(
            InetSocketAddress target, TraceRequest request, Optional<Duration> timeout, Consumer<PacketTrace> each)
            throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(target)
                .usePlaintext()
                .maxInboundMessageSize(MAX_TRACE_BYTES)
                .build();
        try {
            PacketTracerGrpc.PacketTracerBlockingStub stub = PacketTracerGrpc.newBlockingStub(channel);
            if (timeout.isPresent()) {
                stub = stub.withDeadlineAfter(timeout.get());
            }
            Iterator<PacketTrace> traces = stub.trace(request);
            while (traces.hasNext()) {
                each.accept(traces.next());
            }
        } finally {
            channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
        }
    }

    private TraceClient() {}
}
