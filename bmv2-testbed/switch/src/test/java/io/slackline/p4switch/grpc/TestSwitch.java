package io.slackline.p4switch.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.io.MemoryPort;
import io.slackline.p4switch.io.Ports;
import io.slackline.p4switch.target.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import p4.config.v1.P4Info;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.ForwardingPipelineConfig.Cookie;

/** A switch with three ports in memory and a clock that is set by hand; every_kind.p4 is the program for it. */
public final class TestSwitch {

    static final int CPU_PORT = 255;

    private static final String PROGRAM = "/p4/every_kind";

    final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    final MemoryPort[] ports = {new MemoryPort("zero"), new MemoryPort("one"), new MemoryPort("two")};
    final Device device;

    /** Opens it, without a program. */
    public TestSwitch() {
        Ports all = new Ports();
        for (int i = 0; i < ports.length; i++) {
            all.add(i, ports[i]);
        }
        DeviceConfig config = new DeviceConfig(
                CPU_PORT,
                DeviceConfig.DEFAULT_DROP_PORT,
                nanos::get,
                nanos::get,
                new SplittableRandom(1),
                Engine.COMPILED);
        device = new Device(config, all, task -> Thread.ofVirtual().start(task), new DropCounts());
    }

    /** Checks a program. */
    public Program load(byte[] json) {
        return device.load(json);
    }

    /** Lets a packet in. */
    void receive(int port, byte[] packet) {
        device.beginBatch();
        try {
            device.receive(port, packet, 0, packet.length);
        } finally {
            device.endBatch();
        }
    }

    /** The pipeline of every_kind.p4, with a cookie. */
    public static ForwardingPipelineConfig config() {
        return ForwardingPipelineConfig.newBuilder()
                .setP4Info(p4Info())
                .setP4DeviceConfig(ByteString.copyFrom(resource(".json")))
                .setCookie(Cookie.newBuilder().setCookie(42))
                .build();
    }

    private static P4Info p4Info() {
        try {
            return TextFormat.parse(new String(resource(".txtpb"), StandardCharsets.UTF_8), P4Info.class);
        } catch (TextFormat.ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] resource(String suffix) {
        try (InputStream in = TestSwitch.class.getResourceAsStream(PROGRAM + suffix)) {
            return Objects.requireNonNull(in, PROGRAM + suffix).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
