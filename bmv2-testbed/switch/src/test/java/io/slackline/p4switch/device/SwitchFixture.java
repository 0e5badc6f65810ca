package io.slackline.p4switch.device;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.io.MemoryPort;
import io.slackline.p4switch.io.Ports;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.DigestList;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A device with a program of the test resources on ports in memory, under a clock that the test moves. */
public final class SwitchFixture {

    public static final int CPU = 255;

    private static final int PORTS = 10;

    private final Map<Integer, MemoryPort> ports = new TreeMap<>();
    private final DropCounts drops = new DropCounts();
    private final Deque<Runnable> timer = new ArrayDeque<>();
    private final Device device;
    private long nanos = 1_000_000_000L;

    public final List<String> packetIns = new ArrayList<>();
    public final List<DigestList> digests = new ArrayList<>();
    public final List<TableEntry> expired = new ArrayList<>();

    private SwitchFixture(Engine engine) {
        Ports all = new Ports();
        for (int i = 1; i <= PORTS; i++) {
            MemoryPort port = new MemoryPort("memory" + i);
            ports.put(i, port);
            all.add(i, port);
        }
        DeviceConfig config = new DeviceConfig(
                CPU, DeviceConfig.DEFAULT_DROP_PORT, () -> nanos, () -> 77, new SplittableRandom(1), engine);
        device = new Device(config, all, timer::add, drops);
        device.setListener(new TargetListener() {
            @Override
            public void packetIn(byte[] packet) {
                packetIns.add(hex(packet));
            }

            @Override
            public void digest(DigestList list) {
                digests.add(list);
            }

            @Override
            public void idleTimeout(String table, List<TableEntry> entries) {
                expired.addAll(entries);
            }
        });
    }

    /** Runs {@code NAME.json} of the test resources, compiled. */
    public static SwitchFixture running(String program) {
        return running(program, Engine.COMPILED);
    }

    /** Runs {@code NAME.json} of the test resources. */
    public static SwitchFixture running(String program, Engine engine) {
        SwitchFixture fixture = new SwitchFixture(engine);
        fixture.device.commit(fixture.device.load(resource("/p4/" + program + ".json")));
        return fixture;
    }

    /** A device without a program. */
    public static SwitchFixture idle() {
        return idle(Engine.COMPILED);
    }

    /** A device without a program. */
    public static SwitchFixture idle(Engine engine) {
        return new SwitchFixture(engine);
    }

    public static byte[] resource(String path) {
        try (InputStream in = SwitchFixture.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Device device() {
        return device;
    }

    public void advance(Duration time) {
        nanos += time.toNanos();
    }

    /** What the timer would do now. */
    public void tick() {
        device.tick();
        runTimer();
    }

    public void runTimer() {
        while (!timer.isEmpty()) {
            timer.remove().run();
        }
    }

    /** Lets a packet in; spaces in the hexadecimal text are ignored. */
    public SwitchFixture send(int port, String packet) {
        byte[] bytes = bytes(packet);
        device.beginBatch();
        try {
            device.receive(port, bytes, 0, bytes.length);
        } finally {
            device.endBatch();
        }
        return this;
    }

    /** All packets that left since the last call, as {@code PORT:HEX} in the order of ports. */
    public List<String> sent() {
        List<String> sent = new ArrayList<>();
        ports.forEach((number, port) -> {
            for (byte[] packet = port.poll(); packet != null; packet = port.poll()) {
                sent.add(number + ":" + hex(packet));
            }
        });
        return sent;
    }

    /** The only packet that left since the last call, without its port. */
    public String answer() {
        List<String> sent = sent();
        if (sent.size() != 1) {
            throw new AssertionError("expected one packet, got " + sent + ", drops " + drops.snapshot());
        }
        return sent.getFirst().substring(sent.getFirst().indexOf(':') + 1);
    }

    public Map<DropCause, Long> drops() {
        return drops.snapshot();
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    public static BigInteger number(long value) {
        return BigInteger.valueOf(value);
    }

    public static MatchValue exact(long value) {
        return new MatchValue.Exact(number(value));
    }

    public static ActionCall call(String action, long... arguments) {
        return new ActionCall(
                action, Arrays.stream(arguments).mapToObj(BigInteger::valueOf).toList());
    }

    public static TableKey key(int priority, MatchValue... fields) {
        return new TableKey(List.of(fields), priority);
    }

    public static TableEntry entry(TableKey key, ActionCall call) {
        return TableEntry.of(key, new TableAction.Direct(call));
    }
}
