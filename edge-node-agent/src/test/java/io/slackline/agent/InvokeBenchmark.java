package io.slackline.agent;

import io.slackline.agent.host.HostContext;
import io.slackline.agent.host.Hosting;
import io.slackline.agent.host.ServiceAddresses;
import io.slackline.agent.invoke.Forwarder;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.warmup.EchoInstance;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;

/**
 * What the agent adds to a request: a client on one kept-alive connection, through the agent and straight to the same instance, alternately. Run
 * as a program; prints microseconds and requests per second.
 */
final class InvokeBenchmark {
    private static final byte[] REQUEST = "POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 16\r\n\r\n0123456789abcdef"
            .getBytes(StandardCharsets.US_ASCII);

    private InvokeBenchmark() {}

    public static void main(String[] args) throws Exception {
        int requests = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        var socket = Files.createTempDirectory("slackline").resolve("echo");
        var warm = new CountDownLatch(1);
        try (var instanceLoop = new Transport(Thread.ofPlatform().daemon().factory());
                var agentLoop = new Transport(Thread.ofPlatform().daemon().factory())) {
            var instance = new EchoInstance(instanceLoop, socket);
            var context = new HostContext(
                    "n1",
                    agentLoop,
                    new Forwarder(agentLoop),
                    name -> (function, start) -> instance,
                    PoolConfig.defaults(),
                    () -> 1_000);
            int port = TestNode.freePort("127.0.0.1");
            try (var hosting = new Hosting(context, new NoAddresses(), new WarmListener(warm))) {
                hosting.apply(Assignments.newBuilder()
                        .addAssignments(Assignment.newBuilder()
                                .setRole(Role.SERVE)
                                .setFunction(FunctionSpec.newBuilder()
                                        .setName("f")
                                        .setConcurrency(8)
                                        .setAddress(ServiceAddress.newBuilder()
                                                .setIp("127.0.0.1")
                                                .setPort(port)
                                                .setProtocol(Protocol.HTTP))))
                        .build());
                warm.await();
                var through = new InetSocketAddress("127.0.0.1", port);
                for (int round = 0; round < 6; round++) {
                    var direct = run(instance.address(), requests);
                    var agent = run(through, requests);
                    System.out.printf(
                            "direct p50 %d p99 %d us, through the agent p50 %d p99 %d us, added p50 %d us; %d requests/s%n",
                            direct.getValueAtPercentile(50) / 1000,
                            direct.getValueAtPercentile(99) / 1000,
                            agent.getValueAtPercentile(50) / 1000,
                            agent.getValueAtPercentile(99) / 1000,
                            (agent.getValueAtPercentile(50) - direct.getValueAtPercentile(50)) / 1000,
                            (long) (1e9 / agent.getMean()));
                }
            }
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(socket.getParent());
    }

    private static Histogram run(SocketAddress address, int requests) throws Exception {
        var nanos = new Histogram(3);
        try (var channel = SocketChannel.open(address)) {
            var answer = ByteBuffer.allocateDirect(4096);
            for (int i = 0; i < requests; i++) {
                long begin = System.nanoTime();
                channel.write(ByteBuffer.wrap(REQUEST));
                answer.clear();
                while (answer.position() < 16 || answer.get(answer.position() - 1) != 'f') {
                    channel.read(answer);
                }
                nanos.recordValue(System.nanoTime() - begin);
            }
        }
        return nanos;
    }

    private static final class NoAddresses implements ServiceAddresses {
        @Override
        public void add(String ip) {}

        @Override
        public void remove(String ip) {}
    }

    private record WarmListener(CountDownLatch warm) implements Hosting.Listener {
        @Override
        public void statusChanged(FunctionStatus status) {
            if (status.getState() == InstanceState.WARM) {
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
