package io.slackline.testbed.bench.dataplane;

import com.sun.management.ThreadMXBean;
import io.slackline.p4switch.Engine;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.pipeline.Cause;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures one engine in a JVM of its own, so that the JIT optimizes for this one alone: packets in memory, full tables, one thread, per second of its CPU
 * time, so that what else runs on the machine counts only by what it does to the caches. The packets
 * are segments of as many connections as the affinity table has cells, all known to it, so that nothing that a packet needs is in the
 * caches of the CPU by chance.
 */
public final class EngineMeasurement {

    private static final Site SITE = new Site(8, Site.Protocols.TCP);
    static final int FLOWS = 131_072;
    private static final int PAYLOAD = 6;
    private static final int LENGTH = Frames.TCP_HEADERS + PAYLOAD;
    private static final int WARM_UP_ROUNDS = 24;
    private static final int SAMPLES = 5;
    private static final int ROUNDS = 8;

    private final InMemorySwitch device;
    private final byte[] packets = new byte[FLOWS * LENGTH];

    EngineMeasurement(Engine engine) {
        device = new InMemorySwitch(engine, System::nanoTime);
        SITE.entries(device.pipeline()).forEach(device::insert);
        for (int node = 1; node <= Site.NODES; node++) {
            byte[] report = SITE.report(node, 1);
            device.send(SITE.port(node), report, 0, report.length);
        }
        for (int flow = 0; flow < FLOWS; flow++) {
            System.arraycopy(SITE.request(flow, PAYLOAD), 0, packets, flow * LENGTH, LENGTH);
        }
    }

    /**
     * Runs.
     *
     * @param arguments the engine
     */
    public static void main(String[] arguments) {
        EngineMeasurement measurement = new EngineMeasurement(Engine.valueOf(arguments[0].toUpperCase(Locale.ROOT)));
        measurement.measure();
        measurement.check();
    }

    private void measure() {
        rounds(WARM_UP_ROUNDS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] samples = new double[SAMPLES];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int sample = 0; sample < SAMPLES; sample++) {
            long start = threads.getCurrentThreadCpuTime();
            rounds(ROUNDS);
            samples[sample] = ROUNDS * (double) FLOWS / ((threads.getCurrentThreadCpuTime() - start) / 1e9);
        }
        double allocated = threads.getCurrentThreadAllocatedBytes() - before;
        for (double sample : samples) {
            Samples.print("pps", sample);
        }
        // A few kilobytes of the whole are the measurement's own.
        Samples.print("bytes_per_packet", Math.floor(allocated / SAMPLES / ROUNDS / FLOWS * 100) / 100);
    }

    /** Sends a packet of each flow, that often. */
    void rounds(int count) {
        device.device().beginBatch();
        try {
            for (int round = 0; round < count; round++) {
                for (int flow = 0; flow < FLOWS; flow++) {
                    device.send(SITE.clientPort(), packets, flow * LENGTH, LENGTH);
                }
            }
        } finally {
            device.device().endBatch();
        }
    }

    private void check() {
        long expected = (long) FLOWS * (WARM_UP_ROUNDS + SAMPLES * ROUNDS);
        if (device.count(Cause.SERVICE_STEERED) != expected) {
            throw new IllegalStateException("not every packet is steered: " + device.count(Cause.SERVICE_STEERED));
        }
        // The program ends reports in ingress.
        Map<DropCause, Long> drops = new HashMap<>(device.drops());
        drops.remove(DropCause.INGRESS_DROP, (long) Site.NODES);
        if (!drops.isEmpty()) {
            throw new IllegalStateException("the pipeline drops what it should forward: " + List.of(drops));
        }
    }
}
