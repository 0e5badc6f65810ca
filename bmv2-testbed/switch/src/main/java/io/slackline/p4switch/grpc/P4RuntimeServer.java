package io.slackline.p4switch.grpc;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TargetException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.P4RuntimeGrpc;

/** Serves P4Runtime for one target, with health and reflection (V1) beside it. Thread-safe. */
public final class P4RuntimeServer implements AutoCloseable {

    /** Pipelines are large messages; the specification forbids less than 4 MB. */
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long GRACE_SECONDS = 2;

    private final ControlledDevice device;
    private final Server server;
    private final HealthStatusManager health;
    private final ExecutorService executor;

    private P4RuntimeServer(
            ControlledDevice device, Server server, HealthStatusManager health, ExecutorService executor) {
        this.device = device;
        this.server = server;
        this.health = health;
        this.executor = executor;
    }

    /**
     * Prepares a server on a TCP address; {@link #start} opens it.
     *
     * @param deviceId what controllers must say; not 0
     * @param beside further services on the same port
     */
    public static P4RuntimeServer on(
            InetSocketAddress address, long deviceId, P4Target target, BindableService... beside) {
        return on(address, InsecureServerCredentials.create(), deviceId, target, beside);
    }

    /** The same with credentials of the caller's. */
    public static P4RuntimeServer on(
            InetSocketAddress address,
            ServerCredentials credentials,
            long deviceId,
            P4Target target,
            BindableService... beside) {
        // A controller that vanished without a word must not stay primary; one that asks often is not hostile.
        NettyServerBuilder transport = NettyServerBuilder.forAddress(address, credentials)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        return with(transport, deviceId, target, beside);
    }

    /** Prepares a server on any transport. */
    public static P4RuntimeServer with(
            ServerBuilder<?> transport, long deviceId, P4Target target, BindableService... beside) {
        if (deviceId == 0) {
            throw TargetException.invalid("device id 0; valid: 1 and above");
        }
        ControlledDevice device = new ControlledDevice(deviceId, target);
        target.setListener(new Notifier(device, InstantSource.system()));
        HealthStatusManager health = new HealthStatusManager();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        for (BindableService service : beside) {
            transport.addService(service);
        }
        Server server = transport
                .executor(executor)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .addService(new P4RuntimeService(device))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
        return new P4RuntimeServer(device, server, health, executor);
    }

    /**
     * Runs a pipeline that no controller has set.
     *
     * @throws TargetException if the target cannot run it, or its halves disagree
     */
    public void commit(ForwardingPipelineConfig config) {
        device.writing(() -> {
            device.pipelines().commit(Pipeline.verify(device.target(), config));
            return null;
        });
    }

    /** Begins to serve. */
    public P4RuntimeServer start() throws IOException {
        server.start();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
        health.setStatus(P4RuntimeGrpc.SERVICE_NAME, ServingStatus.SERVING);
        return this;
    }

    /** The TCP port that it listens on. */
    public int port() {
        return server.getPort();
    }

    /** Stops; open streams are cut after a short time. */
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            // Streams of controllers never end by themselves: there is nothing to wait for.
            server.shutdownNow().awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdown();
    }
}
