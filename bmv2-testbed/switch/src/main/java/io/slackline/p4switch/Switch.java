package io.slackline.p4switch;

import io.slackline.p4switch.afpacket.AfPacketLoop;
import io.slackline.p4switch.afpacket.AfPacketPort;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.io.Port;
import io.slackline.p4switch.io.Ports;
import io.slackline.p4switch.pcap.PcapPort;
import io.slackline.p4switch.pcap.PcapReplay;
import io.slackline.p4switch.pcap.PcapTap;
import io.slackline.p4switch.pcap.PcapWriter;
import io.slackline.p4switch.target.P4Target;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole switch but for its P4Runtime server: device, engine and ports. Packets flow between {@link #start} and {@link #close}. */
public final class Switch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Switch.class);

    private static final long TICK_MILLIS = 10;

    private final Device device;
    private final Ports ports;
    private final DropCounts drops;
    private final ScheduledExecutorService timer;
    private final Optional<AfPacketLoop> loop;
    private final Map<Integer, Path> replay;
    private final Duration replayAfter;
    private Future<?> ticking = CompletableFuture.completedFuture(null);
    private Future<?> replaying = CompletableFuture.completedFuture(null);

    private Switch(
            Device device,
            Ports ports,
            DropCounts drops,
            ScheduledExecutorService timer,
            Optional<AfPacketLoop> loop,
            Map<Integer, Path> replay,
            Duration replayAfter) {
        this.device = device;
        this.ports = ports;
        this.drops = drops;
        this.timer = timer;
        this.loop = loop;
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
        DropCounts drops = new DropCounts();
        Ports ports = new Ports();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("switch-timer").daemon(true).factory());
        Device device = new Device(config(options), ports, timer, drops);
        try {
            if (options.useFiles().isPresent()) {
                Map<Integer, Path> replay = openFiles(options, ports);
                return new Switch(
                        device,
                        ports,
                        drops,
                        timer,
                        Optional.empty(),
                        replay,
                        options.useFiles().get());
            }
            List<AfPacketLoop.Attached> attached = openInterfaces(options, ports, drops);
            AfPacketLoop loop = new AfPacketLoop(device, attached, drops);
            return new Switch(device, ports, drops, timer, Optional.of(loop), Map.of(), Duration.ZERO);
        } catch (IOException | RuntimeException e) {
            ports.close();
            timer.shutdownNow();
            throw e;
        }
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

    private static List<AfPacketLoop.Attached> openInterfaces(SwitchOptions options, Ports ports, DropCounts drops)
            throws IOException {
        List<AfPacketLoop.Attached> attached = new ArrayList<>();
        for (Map.Entry<Integer, String> entry : options.interfaces().entrySet()) {
            AfPacketPort port = openInterface(entry.getValue(), drops);
            Optional<PcapTap> tap = Optional.empty();
            if (options.pcap().isPresent()) {
                Path directory = options.pcap().get();
                tap = Optional.of(new PcapTap(
                        port,
                        new PcapWriter(directory.resolve(entry.getValue() + "_in.pcap"), Switch::wallNanos),
                        new PcapWriter(directory.resolve(entry.getValue() + "_out.pcap"), Switch::wallNanos)));
            }
            ports.add(entry.getKey(), tap.<Port>map(t -> t).orElse(port));
            attached.add(new AfPacketLoop.Attached(entry.getKey(), port, tap));
        }
        return attached;
    }

    private static AfPacketPort openInterface(String name, DropCounts drops) {
        try {
            return new AfPacketPort(name, drops);
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

    /** Packets, or copies, that ended in the switch, by cause. */
    public Map<DropCause, Long> drops() {
        return drops.snapshot();
    }

    /** Lets packets in. */
    public void start() {
        ticking = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        loop.ifPresent(AfPacketLoop::start);
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
        loop.ifPresent(AfPacketLoop::close);
        ticking.cancel(false);
        replaying.cancel(false);
        timer.shutdownNow();
        ports.close();
        Map<DropCause, Long> counts = drops();
        if (!counts.isEmpty()) {
            log.info("packets that ended in the switch: {}", counts);
        }
    }
}
