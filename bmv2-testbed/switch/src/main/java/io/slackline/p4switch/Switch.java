package io.slackline.p4switch;

import io.slackline.p4switch.afpacket.AfPacketLoop;
import io.slackline.p4switch.afpacket.InterfaceOutput;
import io.slackline.p4switch.afpacket.InterfacePort;
import io.slackline.p4switch.afpacket.PortFaults;
import io.slackline.p4switch.afpacket.RxRing;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.impair.FrameSink;
import io.slackline.p4switch.impair.Impairer;
import io.slackline.p4switch.impair.Impairment;
import io.slackline.p4switch.impair.LineImpairer;
import io.slackline.p4switch.impair.PortImpairments;
import io.slackline.p4switch.io.Ports;
import io.slackline.p4switch.pcap.PcapPort;
import io.slackline.p4switch.pcap.PcapReplay;
import io.slackline.p4switch.pcap.PcapTap;
import io.slackline.p4switch.pcap.PcapWriter;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.trace.Traceable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole switch but for its P4Runtime server: device, engine and ports. Packets flow between {@link #start} and {@link #close}. */
public final class Switch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Switch.class);

    private static final long TICK_MILLIS = 10;
    /** For the receive rings of all ports together. */
    private static final int RING_BYTES = 64 * 1024 * 1024;

    private final Device device;
    private final DropCounts drops;
    private final Impairer impairer;
    private final ScheduledExecutorService timer;
    private final List<AfPacketLoop> loops;
    private final List<AutoCloseable> owned;
    private final Map<Integer, Path> replay;
    private final Duration replayAfter;
    private Future<?> ticking = CompletableFuture.completedFuture(null);
    private Future<?> replaying = CompletableFuture.completedFuture(null);

    private Switch(
            Device device,
            DropCounts drops,
            Impairer impairer,
            ScheduledExecutorService timer,
            List<AfPacketLoop> loops,
            List<AutoCloseable> owned,
            Map<Integer, Path> replay,
            Duration replayAfter) {
        this.device = device;
        this.drops = drops;
        this.impairer = impairer;
        this.timer = timer;
        this.loops = List.copyOf(loops);
        this.owned = List.copyOf(owned);
        this.replay = replay;
        this.replayAfter = replayAfter;
    }

    /**
     * Opens all ports. No packet moves yet.
     *
     * @throws IOException if a capture file cannot be opened; what was opened before is closed
     * @throws MissingFromEnvironment if an interface does not exist or the process must not open it
     */
    public static Switch open(SwitchOptions options) throws IOException {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("switch-timer").daemon(true).factory());
        List<AutoCloseable> owned = new ArrayList<>();
        owned.add(timer::shutdownNow);
        try {
            return options.useFiles().isPresent()
                    ? onFiles(options, options.useFiles().get(), timer, owned)
                    : onInterfaces(options, timer, owned);
        } catch (IOException | RuntimeException e) {
            closeAll(owned);
            throw e;
        }
    }

    private static Switch onFiles(
            SwitchOptions options, Duration replayAfter, ScheduledExecutorService timer, List<AutoCloseable> owned)
            throws IOException {
        DropCounts drops = new DropCounts();
        Ports ports = new Ports();
        owned.add(ports);
        Map<Integer, Path> replay = openFiles(options, ports);
        Device device = new Device(config(options), ports, timer, drops);
        return new Switch(device, drops, Switch::refuseImpairment, timer, List.of(), owned, replay, replayAfter);
    }

    private static Switch onInterfaces(SwitchOptions options, ScheduledExecutorService timer, List<AutoCloseable> owned)
            throws IOException {
        DropCounts drops = new DropCounts();
        List<InterfacePort> ports = new ArrayList<>();
        for (Map.Entry<Integer, String> entry : options.interfaces().entrySet()) {
            InterfacePort port = openInterface(entry.getKey(), entry.getValue(), options);
            owned.add(port);
            ports.add(port);
        }
        PortFaults faults = new PortFaults(ports, drops);
        PortImpairments impairments = new PortImpairments();
        InterfaceOutput controllers = openOutput(ports, faults, impairments);
        owned.add(controllers);
        Device device = new Device(config(options), controllers, timer, drops);
        InterfaceOutput delayed = openOutput(ports, faults, impairments);
        owned.add(delayed);
        LineImpairer impairer = new LineImpairer(
                options.interfaces().keySet(),
                impairments,
                port -> receiving(device, delayed, port),
                port -> sending(device, delayed, port),
                drops);
        owned.add(impairer);
        LinkWatch links = new LinkWatch(options.interfaces(), device);
        Future<?> watching =
                timer.scheduleWithFixedDelay(links::look, 0, LinkWatch.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        owned.add(() -> watching.cancel(false));
        List<AfPacketLoop> loops = new ArrayList<>();
        int threads = Math.min(options.packetLoops().threads(), ports.size());
        for (int i = 0; i < threads; i++) {
            int loop = i;
            List<InterfacePort> group = IntStream.range(0, ports.size())
                    .filter(port -> port % threads == loop)
                    .mapToObj(ports::get)
                    .toList();
            loops.add(new AfPacketLoop(
                    "packets-" + loop,
                    device,
                    group,
                    openOutput(ports, faults, impairments),
                    faults,
                    impairments,
                    options.packetLoops().spin()));
        }
        return new Switch(device, drops, impairer, timer, loops, owned, Map.of(), Duration.ZERO);
    }

    private static FrameSink receiving(Device device, InterfaceOutput output, int port) {
        return (frame, offset, length) -> inBatch(device, output, () -> device.receive(port, frame, offset, length));
    }

    private static FrameSink sending(Device device, InterfaceOutput output, int port) {
        return (frame, offset, length) -> inBatch(device, output, () -> output.transmit(port, frame, offset, length));
    }

    private static void inBatch(Device device, InterfaceOutput output, Runnable work) {
        device.beginBatch(output);
        try {
            work.run();
        } finally {
            device.endBatch(output);
        }
    }

    private static void refuseImpairment(int port, Impairment received, Impairment sent) {
        throw TargetException.invalid("port " + port + " is a file; only ports on interfaces can be impaired");
    }

    private static DeviceConfig config(SwitchOptions options) {
        return new DeviceConfig(
                options.cpuPort(),
                options.dropPort(),
                System::nanoTime,
                Switch::wallNanos,
                new SplittableRandom(),
                options.engine());
    }

    private static Map<Integer, Path> openFiles(SwitchOptions options, Ports ports) throws IOException {
        Map<Integer, Path> replay = new HashMap<>();
        for (Map.Entry<Integer, String> port : options.interfaces().entrySet()) {
            Path in = Path.of(port.getValue() + "_in.pcap");
            if (Files.exists(in)) {
                replay.put(port.getKey(), in);
            }
            PcapWriter out = new PcapWriter(Path.of(port.getValue() + "_out.pcap"), Switch::wallNanos);
            ports.add(port.getKey(), new PcapPort(port.getValue(), out));
        }
        return replay;
    }

    private static InterfacePort openInterface(int number, String name, SwitchOptions options) throws IOException {
        RxRing ring;
        try {
            ring = new RxRing(
                    name,
                    Math.min(
                            RxRing.DEFAULT_BYTES,
                            RING_BYTES / options.interfaces().size()));
        } catch (IOException e) {
            throw new MissingFromEnvironment(e.getMessage(), e);
        }
        try {
            Optional<PcapTap> tap = Optional.empty();
            if (options.pcap().isPresent()) {
                Path directory = options.pcap().get();
                tap = Optional.of(new PcapTap(
                        new PcapWriter(directory.resolve(name + "_in.pcap"), Switch::wallNanos),
                        new PcapWriter(directory.resolve(name + "_out.pcap"), Switch::wallNanos)));
            }
            return new InterfacePort(number, ring, tap);
        } catch (IOException e) {
            ring.close();
            throw e;
        }
    }

    private static InterfaceOutput openOutput(
            List<InterfacePort> ports, PortFaults faults, PortImpairments impairments) {
        try {
            return new InterfaceOutput(ports, faults, impairments);
        } catch (IOException e) {
            throw new MissingFromEnvironment(e.getMessage(), e);
        }
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** What the P4Runtime server speaks to. */
    public P4Target target() {
        return device;
    }

    /** What traces are taken from. */
    public Traceable traceable() {
        return device;
    }

    /** What harms packets at ports when asked to. */
    public Impairer impairer() {
        return impairer;
    }

    /** Packets, or copies, that ended in the switch, by cause. */
    public Map<DropCause, Long> drops() {
        return drops.snapshot();
    }

    /** Lets packets in. */
    public void start() {
        ticking = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        loops.forEach(AfPacketLoop::start);
        if (!replay.isEmpty()) {
            replaying = timer.schedule(this::replay, replayAfter.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        try {
            device.tick();
        } catch (RuntimeException e) {
            log.error("the timer failed", e);
        }
    }

    private void replay() {
        try {
            PcapReplay.run(device, replay);
            log.info("replayed {} capture files", replay.size());
        } catch (IOException | RuntimeException e) {
            log.error("replay of capture files failed", e);
        }
    }

    @Override
    public void close() {
        loops.forEach(AfPacketLoop::close);
        ticking.cancel(false);
        replaying.cancel(false);
        closeAll(owned);
        Map<DropCause, Long> counts = drops();
        if (!counts.isEmpty()) {
            log.info("packets that ended in the switch: {}", counts);
        }
    }

    private static void closeAll(List<AutoCloseable> owned) {
        for (AutoCloseable each : owned.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                log.warn("closing a part of the switch failed", e);
            }
        }
    }
}
