package io.slackline.agent;

import io.netty.handler.ssl.SslContext;
import io.slackline.agent.adapt.AdaptedRuntime;
import io.slackline.agent.host.HostContext;
import io.slackline.agent.host.Hosting;
import io.slackline.agent.host.ServiceAddresses;
import io.slackline.agent.ingress.HttpConnection;
import io.slackline.agent.ingress.PeerService;
import io.slackline.agent.invoke.Forwarder;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.oci.OciRuntime;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.agent.runtime.ForkServerConfig;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.ProcessRuntime;
import io.slackline.agent.runtime.SocketDirectory;
import io.slackline.agent.sched.FunctionScheduling;
import io.slackline.agent.sched.Scheduling;
import io.slackline.agent.wasm.WasmRuntime;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The request path of one node on a loopback address of its own, with everything but the controller. */
public final class TestNode implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String ip;
    private final Transport transport;
    private final Forwarder forwarder;
    private final ArtifactStore artifacts;
    private final ProcessRuntime runtime;
    private final AtomicBoolean active = new AtomicBoolean();
    private final AtomicInteger slack = new AtomicInteger(1_000);
    private final Hosting hosting;
    private final int peerPort;
    private final LinkedBlockingQueue<FunctionStatus> statuses = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> lost = new LinkedBlockingQueue<>();
    private final List<Assignment> assigned = new ArrayList<>();
    private final Map<String, byte[]> uploaded = new ConcurrentHashMap<>();
    private final Map<String, FunctionRuntime> runtimes = new ConcurrentHashMap<>();
    private long generation;

    public TestNode(String name, String ip, Path stateDir) {
        this(name, ip, stateDir, PoolConfig.defaults());
    }

    public TestNode(String name, String ip, Path stateDir, PoolConfig pool) {
        this(name, ip, stateDir, pool, Optional.empty());
    }

    public TestNode(String name, String ip, Path stateDir, PoolConfig pool, Optional<SslContext> serviceTls) {
        this.ip = ip;
        transport = new Transport(Thread.ofPlatform().daemon().factory(), serviceTls);
        forwarder = new Forwarder(transport);
        artifacts = new ArtifactStore(stateDir.resolve("artifacts"), (sha256, to) -> {
            var bytes = uploaded.get(sha256);
            if (bytes == null) {
                throw new IOException("this node has no controller");
            }
            to.write(bytes);
        });
        runtime = new ProcessRuntime(
                stateDir,
                new SocketDirectory(stateDir),
                name,
                artifacts,
                Duration.ofSeconds(10),
                new Scheduling(),
                Optional.empty(),
                FunctionScheduling.NORMAL,
                new ForkServerConfig(true, Path.of("/usr/bin/python3"), List.of()));
        runtime.begin();
        runtimes.put("process", runtime);
        runtimes.put("wasm", new WasmRuntime(stateDir, artifacts, new Scheduling()));
        runtimes.put("oci", new OciRuntime(runtime, artifacts, stateDir, name, Optional.empty()));
        for (var platform : AdaptedRuntime.Platform.values()) {
            runtimes.put(
                    platform.name().toLowerCase(Locale.ROOT),
                    new AdaptedRuntime(
                            platform,
                            runtime,
                            artifacts,
                            Path.of("/usr/bin/python3"),
                            stateDir.resolve("programs"),
                            Duration.ofSeconds(10)));
        }
        hosting = new Hosting(
                new HostContext(name, transport, forwarder, runtimes::get, pool, slack::get),
                new NoAddresses(),
                new Listener());
        var peers = HttpConnection.initializer(new PeerService(name, hosting::target));
        var socket = transport
                .listen(new InetSocketAddress(InetAddress.ofLiteral(ip), 0), peers)
                .syncUninterruptibly()
                .channel();
        peerPort = ((InetSocketAddress) socket.localAddress()).getPort();
    }

    /** Makes an artifact available as the controller would; its SHA-256. */
    public String artifact(byte[] bytes) {
        try {
            var sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            uploaded.put(sha256, bytes);
            return sha256;
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public String peer() {
        return ip + ":" + peerPort;
    }

    /** What functions may use from now on. */
    public void slack(int millicores) {
        slack.set(millicores);
        hosting.slackMeasured();
    }

    /** Functions need CPU. */
    public boolean active() {
        return active.get();
    }

    public Hosting hosting() {
        return hosting;
    }

    /** One more, beside those of every agent. */
    public void provide(String name, FunctionRuntime another) {
        runtimes.put(name, another);
    }

    public ArtifactStore artifacts() {
        return artifacts;
    }

    public ProcessRuntime runtime() {
        return runtime;
    }

    /** How the next instance was lost. */
    public String nextLost() throws InterruptedException {
        var how = lost.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (how == null) {
            throw new AssertionError("no instance was lost within " + PATIENCE);
        }
        return how;
    }

    /** The sample function, on a free port of this node. */
    public FunctionSpec.Builder sample(String name) {
        return FunctionSpec.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRuntime("process")
                .addCommand("/usr/bin/python3")
                .addCommand(sampleScript().toString())
                .setConcurrency(4)
                .setTimeoutMs(10_000)
                .setAddress(ServiceAddress.newBuilder()
                        .setIp(ip)
                        .setPort(freePort(ip))
                        .setProtocol(Protocol.HTTP));
    }

    /** The same function as another node hosts it; one machine needs another address for it. */
    public FunctionSpec here(FunctionSpec there) {
        return there.toBuilder()
                .setAddress(there.getAddress().toBuilder().setIp(ip))
                .build();
    }

    public static Path sampleScript() {
        try {
            return Path.of(TestNode.class.getResource("/functions/sample.py").toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static int freePort(String ip) {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(ip))) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    public long assign(FunctionSpec function, Role role) {
        return assign(function, role, "", 0);
    }

    /** Assigns it beside what was assigned before; returns the generation. */
    public long assign(FunctionSpec function, Role role, String forwardTo, int drainDeadlineMs) {
        assigned.removeIf(each -> each.getFunction().getName().equals(function.getName()));
        assigned.add(Assignment.newBuilder()
                .setFunction(function)
                .setRole(role)
                .setForwardTo(forwardTo)
                .setDrainDeadlineMs(drainDeadlineMs)
                .setGeneration(++generation)
                .build());
        hosting.apply(Assignments.newBuilder().addAllAssignments(assigned).build());
        return generation;
    }

    public void unassignAll() {
        assigned.clear();
        hosting.apply(Assignments.getDefaultInstance());
    }

    /** Assigns it and waits until it is warm. */
    public FunctionSpec serve(FunctionSpec function) throws InterruptedException {
        long at = assign(function, Role.SERVE);
        await(status -> status.getGeneration() == at && status.getState() == InstanceState.WARM);
        return function;
    }

    /** The next status that fits; those before it are dropped. */
    public FunctionStatus await(Predicate<FunctionStatus> fits) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var seen = new ArrayList<FunctionStatus>();
        while (true) {
            var status = statuses.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (status == null) {
                throw new AssertionError("no such status within " + PATIENCE + "; there were " + seen);
            }
            if (fits.test(status)) {
                return status;
            }
            seen.add(status);
        }
    }

    public FunctionStatus status(String function) {
        return hosting.statuses().join().stream()
                .filter(status -> status.getFunction().equals(function))
                .findFirst()
                .orElseThrow();
    }

    /** Asks until it fits: counters are told to nobody when they change. */
    public void awaitStatus(String function, Predicate<FunctionStatus> fits) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var status = status(function);
        while (!fits.test(status)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + status);
            }
            status = status(function);
        }
    }

    /** Runs on the event loop and waits. */
    public void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, transport.loop()).join();
    }

    @Override
    public void close() {
        hosting.close();
        onLoop(forwarder::close);
        runtime.close();
        transport.close();
    }

    private static final class NoAddresses implements ServiceAddresses {
        @Override
        public void add(String ip) {}

        @Override
        public void remove(String ip) {}
    }

    private final class Listener implements Hosting.Listener {
        @Override
        public void statusChanged(FunctionStatus status) {
            statuses.add(status);
        }

        @Override
        public void warmFunctionsChanged() {}

        @Override
        public void instanceLost(String function, String how) {
            lost.add(function + ": " + how);
        }

        @Override
        public void activity(boolean now) {
            active.set(now);
        }
    }
}
