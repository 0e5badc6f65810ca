package io.slackline.agent.warmup;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.slackline.agent.host.HostContext;
import io.slackline.agent.host.Hosting;
import io.slackline.agent.host.ServiceAddresses;
import io.slackline.agent.ingress.HttpConnection;
import io.slackline.agent.ingress.PeerService;
import io.slackline.agent.invoke.Forwarder;
import io.slackline.agent.invoke.HttpPool;
import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.runtime.SocketDirectory;
import io.slackline.agent.sched.Scheduling;
import io.slackline.agent.sched.Scheduling.Policy;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs some thousand requests through a second copy of the request path, over loopback, against a built-in instance: HTTP and UDP ingress,
 * dispatch, forwarding to a peer. Its event loop is its own and runs at idle priority, so that what runs on the node already is not disturbed.
 */
public final class SelfWarmup {
    private static final Logger log = LoggerFactory.getLogger(SelfWarmup.class);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int BODY_BYTES = 256;
    private static final int CONNECTIONS = 4;
    private static final int ROUNDS = 8;

    private final Scheduling scheduling;
    private final SocketDirectory sockets;
    private final int requests;
    private final Duration limit;

    /**
     * @param requests of each kind
     * @param limit after which it stops, however many there were
     */
    public SelfWarmup(Scheduling scheduling, SocketDirectory sockets, int requests, Duration limit) {
        this.scheduling = scheduling;
        this.sockets = sockets;
        this.requests = requests;
        this.limit = limit;
    }

    /** Blocks until it is done; returns how many requests were answered. A failure only costs the warmth. */
    public int run() {
        long end = System.nanoTime() + limit.toNanos();
        try (var transport = new Transport(task -> Thread.ofPlatform()
                .name("self-warmup")
                .daemon()
                .unstarted(() -> {
                    scheduling.setPolicy(0, Policy.IDLE);
                    task.run();
                }))) {
            return run(transport, end);
        } catch (IOException | RuntimeException failed) {
            log.warn("self warm-up failed: {}", failed.toString());
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private int run(Transport transport, long end) throws IOException, InterruptedException {
        var forwarder = new Forwarder(transport);
        var warm = new CountDownLatch(3);
        var context = new HostContext(
                "self",
                transport,
                forwarder,
                runtime -> (function, start) ->
                        new EchoInstance(transport, sockets.socket("warmup-" + function.getName())),
                PoolConfig.defaults(),
                () -> 1_000);
        try (var home = new Hosting(context, new Loopback(), new Latch(warm));
                var away = new Hosting(context, new Loopback(), new Latch(warm))) {
            var peer = transport
                    .listen(
                            new InetSocketAddress(LOOPBACK, 0),
                            HttpConnection.initializer(new PeerService("self", home::target)))
                    .syncUninterruptibly()
                    .channel();
            var peerAddress = "127.0.0.1:" + ((InetSocketAddress) peer.localAddress()).getPort();
            int httpPort = freePort();
            int udpPort = freePort();
            int awayPort = freePort();
            home.apply(Assignments.newBuilder()
                    .addAssignments(assignment("echo", httpPort, Protocol.HTTP, Role.SERVE, ""))
                    .addAssignments(assignment("echo-udp", udpPort, Protocol.UDP, Role.SERVE, ""))
                    .build());
            away.apply(Assignments.newBuilder()
                    .addAssignments(assignment("echo", awayPort, Protocol.HTTP, Role.FORWARD, peerAddress))
                    .build());
            if (!warm.await(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw new IOException("the built-in instance was not ready in time");
            }
            int answered = 0;
            // In rounds, so that each kind has had its share when the time is over.
            for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
                answered += http(transport, httpPort, end) + http(transport, awayPort, end) + udp(udpPort, end);
            }
            var _ = peer.close();
            transport.loop().submit(forwarder::close).syncUninterruptibly();
            return answered;
        }
    }

    private static Assignment assignment(String name, int port, Protocol protocol, Role role, String forwardTo) {
        return Assignment.newBuilder()
                .setFunction(FunctionSpec.newBuilder()
                        .setName(name)
                        .setSlot(name.equals("echo") ? 0 : 1)
                        .setConcurrency(CONNECTIONS)
                        .setAddress(ServiceAddress.newBuilder()
                                .setIp("127.0.0.1")
                                .setPort(port)
                                .setProtocol(protocol)))
                .setRole(role)
                .setForwardTo(forwardTo)
                .setGeneration(1)
                .build();
    }

    private int http(Transport transport, int port, long end) throws InterruptedException {
        var pool = new HttpPool(transport, new InetSocketAddress(LOOPBACK, port), CONNECTIONS);
        var done = new CompletableFuture<Integer>();
        transport.loop().execute(() -> {
            for (int i = 0; i < CONNECTIONS; i++) {
                new Sender(pool, end, done).next();
            }
        });
        int answered = done.handle((count, failed) -> count == null ? 0 : count).join();
        transport.loop().submit(pool::abort).sync();
        return answered;
    }

    /** One request after the other until enough are answered or the time is over. On the event loop. */
    private final class Sender implements InstancePort.Call {
        private final HttpPool pool;
        private final long end;
        private final CompletableFuture<Integer> done;
        private int answered;

        Sender(HttpPool pool, long end, CompletableFuture<Integer> done) {
            this.pool = pool;
            this.end = end;
            this.done = done;
        }

        void next() {
            if (answered * CONNECTIONS * ROUNDS >= requests || System.nanoTime() > end) {
                done.complete(answered * CONNECTIONS);
                return;
            }
            var body = Unpooled.wrappedBuffer(new byte[BODY_BYTES]);
            var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", body);
            request.headers().set(HttpHeaderNames.HOST, "localhost").setInt(HttpHeaderNames.CONTENT_LENGTH, BODY_BYTES);
            pool.send(request, REQUEST_TIMEOUT, this);
        }

        @Override
        public void answered(FullHttpResponse response) {
            response.release();
            answered++;
            next();
        }

        @Override
        public void failed(InstancePort.Failure failure, String why) {
            done.completeExceptionally(new IOException(failure + ": " + why));
        }
    }

    private int udp(int port, long end) throws IOException {
        int answered = 0;
        try (var client = new DatagramSocket(0, LOOPBACK)) {
            client.setSoTimeout(500);
            var packet = new DatagramPacket(new byte[BODY_BYTES], BODY_BYTES, LOOPBACK, port);
            while (answered * ROUNDS < requests / 2 && System.nanoTime() < end) {
                client.send(packet);
                client.receive(packet);
                answered++;
            }
        }
        return answered;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    /** Loopback addresses are local already. */
    private static final class Loopback implements ServiceAddresses {
        @Override
        public void add(String ip) {}

        @Override
        public void remove(String ip) {}
    }

    /** Counts functions that can take requests. */
    private static final class Latch implements Hosting.Listener {
        private final CountDownLatch warm;
        private final Set<String> seen = new HashSet<>();

        Latch(CountDownLatch warm) {
            this.warm = warm;
        }

        @Override
        public void statusChanged(FunctionStatus status) {
            boolean usable = status.getState() == InstanceState.WARM || status.getState() == InstanceState.GONE;
            if (usable && seen.add(status.getFunction())) {
                warm.countDown();
            }
        }

        @Override
        public void warmFunctionsChanged() {}

        @Override
        public void instanceLost(String function, String how) {}

        @Override
        public void activity(boolean now) {}
    }
}
