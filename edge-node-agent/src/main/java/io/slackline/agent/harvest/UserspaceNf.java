package io.slackline.agent.harvest;

import io.slackline.agent.slack.ProcessTimes;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/** An NF with a shared file. Its CPU time is that of its process. */
final class UserspaceNf implements Subject {
    private final NfRegion region;
    private final ProcessTimes times;
    private final LongSupplier clock;
    private final List<Driver> drivers;
    private final long[] latencies = new long[LatencyHistogram.BUCKETS];
    private final long[] fresh = new long[LatencyHistogram.BUCKETS];
    private long lastNanos;
    private long lastBusy;
    private long lastPackets;
    private long lastBytes;
    private long lastLost;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    UserspaceNf(NfRegion region, ProcessTimes times, LongSupplier clock) throws IOException {
        this.region = region;
        this.clock = clock;
        this.times = times;
        drivers = List.of(new BurstDriver(region));
        var _ = usage();
    }

    @Override
    public String nf() {
        return region.name();
    }

    @Override
    public List<Driver> drivers() {
        return drivers;
    }

    @Override
    public boolean tellsLatency() {
        return true;
    }

    @Override
    public Usage usage() throws IOException {
        long now = clock.getAsLong();
        long busy = times.usedNanos(List.of(region.pid()));
        long packets = region.packets();
        long bytes = region.bytes();
        long lost = region.lost();
        region.latencies(fresh);
        var histogram = new LatencyHistogram();
        for (int i = 0; i < LatencyHistogram.BUCKETS; i++) {
            if (fresh[i] != latencies[i]) {
                histogram.add(i, (double) Math.max(0, fresh[i] - latencies[i]));
                latencies[i] = fresh[i];
            }
        }
        var usage = new Usage(
                now - lastNanos,
                Math.max(0, busy - lastBusy),
                Math.max(0, packets - lastPackets),
                Math.max(0, bytes - lastBytes),
                Math.max(0, lost - lastLost),
                histogram);
        lastNanos = now;
        lastBusy = busy;
        lastPackets = packets;
        lastBytes = bytes;
        lastLost = lost;
        return usage;
    }

    @Override
    public void beat() {
        region.beat();
    }

    @Override
    public void close() {
        region.close();
    }
}
