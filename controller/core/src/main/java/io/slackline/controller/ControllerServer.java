package io.slackline.controller;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.HostAndPort;
import io.slackline.common.tls.GrpcTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Serves a {@link Controller} over gRPC, with health and reflection. Every call runs on virtual threads; a peer that has vanished without a word
 * is noticed by pings within seconds.
 */
public final class ControllerServer implements AutoCloseable {
    private static final int PING_SECONDS = 5;
    private static final int PONG_SECONDS = 3;
    private static final int GOODBYE_MILLIS = 500;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HealthStatusManager health = new HealthStatusManager();
    private final Server server;

    /** Listens at once. Errors: FAILED_PRECONDITION when an address cannot be bound. */
    public ControllerServer(Controller controller, ControllerConfig config) {
        var addresses = config.listen();
        var builder = NettyServerBuilder.forAddress(
                        addresses.getFirst().toSocketAddress(), GrpcTls.server(config.tls()))
                .executor(executor)
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PONG_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance());
        addresses.stream().skip(1).forEach(address -> builder.addListenAddress(address.toSocketAddress()));
        controller.services().forEach(builder::addService);
        server = started(builder, addresses);
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
        server.getServices()
                .forEach(service ->
                        health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING));
    }

    private static Server started(NettyServerBuilder builder, List<HostAndPort> addresses) {
        try {
            return builder.build().start();
        } catch (IOException taken) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "cannot listen on "
                            + addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(", "))
                            + ": " + (taken.getCause() == null ? taken : taken.getCause()).getMessage(),
                    taken);
        }
    }

    /** For people, as HOST:PORT. */
    public String addresses() {
        return server.getListenSockets().stream()
                .map(InetSocketAddress.class::cast)
                .map(address -> new HostAndPort(address.getHostString(), address.getPort()).toString())
                .collect(Collectors.joining(", "));
    }

    /** The port of the first address, which matters where the configuration says 0. */
    public int port() {
        return server.getPort();
    }

    /** Calls under way get half a second. */
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException impatient) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        executor.shutdown();
    }
}
