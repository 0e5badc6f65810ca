package io.slackline.testbed.pipeline;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.grpc.P4RuntimeServer;
import io.slackline.p4switch.io.Port;
import io.slackline.p4switch.io.Ports;
import io.slackline.pipeline.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The embedded switch in this process, with a clock that stands still until it is told to go on. */
final class EmbeddedSwitch implements SwitchUnderTest {

    private static final long SEED = 42;

    private final AtomicLong nanos = new AtomicLong();
    private final BlockingQueue<Sent> left = new LinkedBlockingQueue<>();
    private final Ports ports = new Ports();
    private final Device device;
    private final P4RuntimeServer server;

    EmbeddedSwitch() throws IOException {
        this(Engine.COMPILED);
    }

    EmbeddedSwitch(Engine engine) throws IOException {
        this(Bench.PORTS, engine);
    }

    EmbeddedSwitch(List<Integer> numbers) throws IOException {
        this(numbers, Engine.COMPILED);
    }

    private EmbeddedSwitch(List<Integer> numbers, Engine engine) throws IOException {
        for (int port : numbers) {
            ports.add(port, new QueuePort(port));
        }
        DeviceConfig config = new DeviceConfig(
                Limits.CPU_PORT,
                DeviceConfig.DEFAULT_DROP_PORT,
                nanos::get,
                nanos::get,
                new SplittableRandom(SEED),
                engine);
        device = new Device(config, ports, Thread::startVirtualThread, new DropCounts());
        server = P4RuntimeServer.on(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TestController.DEVICE, device);
        server.start();
    }

    /** The switch itself, for what P4Runtime does not show. */
    Device device() {
        return device;
    }

    @Override
    public int p4RuntimePort() {
        return server.port();
    }

    @Override
    public void send(int port, byte[] packet) {
        device.beginBatch();
        try {
            device.receive(port, packet, 0, packet.length);
        } finally {
            device.endBatch();
        }
    }

    @Override
    public Optional<Sent> next(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(left.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        device.tick();
    }

    @Override
    public void close() {
        server.close();
        ports.close();
    }

    private final class QueuePort implements Port {
        private final int number;

        QueuePort(int number) {
            this.number = number;
        }

        @Override
        public String name() {
            return "queue" + number;
        }

        @Override
        public void send(byte[] packet, int offset, int length) {
            left.add(new Sent(number, Arrays.copyOfRange(packet, offset, offset + length)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
