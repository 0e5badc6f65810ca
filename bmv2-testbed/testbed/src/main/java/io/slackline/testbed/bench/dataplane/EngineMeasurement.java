package io.slackline.testbed.bench.dataplane;

import com.sun.management.ThreadMXBean;
import io.slackline.p4switch.Engine;
import io.slackline.pipeline.Cause;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Measures one engine in a JVM of its own, so that the JIT optimizes for this one alone: packets in memory, one thread, full tables. The packets
 * are segments of as many connections as the affinity table has cells, all known to it, so that nothing that a packet needs is in the
 * caches of the CPU by chance. Prints one line for each sample, packets per second, and last the bytes allocated per packet.
 */
public final class EngineMeasurement {

    private static final int FLOWS = 131_072;
    private static final int LENGTH = 60;
    private static final int WARM_UP_ROUNDS = 24;
    private static final int SAMPLES = 5;
    private static final int ROUNDS = 8;

    private EngineMeasurement() {}

    /**
     * Runs.
     *
     * @param arguments the engine
     */
    public static void main(String[] arguments) {
        LoadedPipeline pipeline = new LoadedPipeline(Engine.valueOf(arguments[0].toUpperCase(Locale.ROOT)));
        byte[] packets = new byte[FLOWS * LENGTH];
        for (int flow = 0; flow < FLOWS; flow++) {
            System.arraycopy(LoadedPipeline.segment(flow), 0, packets, flow * LENGTH, LENGTH);
        }
        pipeline.device().beginBatch();
        try {
            measure(pipeline, packets);
        } finally {
            pipeline.device().endBatch();
        }
        if (pipeline.count(Cause.SERVICE_STEERED) != (long) FLOWS * (WARM_UP_ROUNDS + SAMPLES * ROUNDS)) {
            throw new IllegalStateException("not every packet is steered: " + pipeline.count(Cause.SERVICE_STEERED));
        }
        if (!pipeline.drops().isEmpty()) {
            throw new IllegalStateException("the pipeline drops what it should forward: " + pipeline.drops());
        }
    }

    private static void measure(LoadedPipeline pipeline, byte[] packets) {
        rounds(pipeline, packets, WARM_UP_ROUNDS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] samples = new double[SAMPLES];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int sample = 0; sample < SAMPLES; sample++) {
            long start = System.nanoTime();
            rounds(pipeline, packets, ROUNDS);
            samples[sample] = ROUNDS * (double) FLOWS / ((System.nanoTime() - start) / 1e9);
        }
        double allocated = threads.getCurrentThreadAllocatedBytes() - before;
        for (double sample : samples) {
            System.out.println(sample);
        }
        // A few kilobytes of the whole are the measurement's own.
        System.out.println(Math.floor(allocated / SAMPLES / ROUNDS / FLOWS * 100) / 100);
    }

    private static void rounds(LoadedPipeline pipeline, byte[] packets, int count) {
        for (int round = 0; round < count; round++) {
            for (int flow = 0; flow < FLOWS; flow++) {
                pipeline.send(packets, flow * LENGTH, LENGTH);
            }
        }
    }
}
