package io.slackline.agent.harvest;

import io.slackline.agent.slack.SoftirqTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/** The NFs in the kernel behind one device. Their CPU time is the softirq time of the harvest set; their latency is not known. */
final class DeviceNfs implements Subject {
    private final String device;
    private final Path statistics;
    private final SoftirqTime softirq;
    private final List<Driver> drivers;
    private final LongSupplier clock;
    private long lastNanos;
    private long lastBusy;
    private long lastPackets;
    private long lastBytes;
    private long lastLost;

    DeviceNfs(String device, Path sysClassNet, SoftirqTime softirq, List<Driver> drivers, LongSupplier clock)
            throws IOException {
        this.device = device;
        statistics = sysClassNet.resolve(device).resolve("statistics");
        this.softirq = softirq;
        this.drivers = List.copyOf(drivers);
        this.clock = clock;
        var _ = usage();
    }

    @Override
    public String nf() {
        return device;
    }

    @Override
    public List<Driver> drivers() {
        return drivers;
    }

    @Override
    public boolean tellsLatency() {
        return false;
    }

    @Override
    public Usage usage() throws IOException {
        long now = clock.getAsLong();
        long busy = softirq.usedNanos();
        long packets = counter("rx_packets");
        long bytes = counter("rx_bytes");
        long lost = counter("rx_dropped") + counter("rx_missed_errors") + counter("rx_fifo_errors");
        var usage = new Usage(
                now - lastNanos,
                busy - lastBusy,
                packets - lastPackets,
                bytes - lastBytes,
                lost - lastLost,
                new LatencyHistogram());
        lastNanos = now;
        lastBusy = busy;
        lastPackets = packets;
        lastBytes = bytes;
        lastLost = lost;
        return usage;
    }

    private long counter(String name) throws IOException {
        return Long.parseLong(Files.readString(statistics.resolve(name)).strip());
    }

    @Override
    public void beat() {}

    @Override
    public void close() {}
}
