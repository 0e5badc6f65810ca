package io.slackline.testbed.bench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** JMH's gc profiler finds no garbage on the packet path, with full tables and as many flows as the affinity table holds. */
class EngineGarbageTest {

    /** What a run leaves by itself: some kilobytes for a million packets. */
    private static final double HARNESS_BYTES_PER_PACKET = 0.05;

    @Test
    void packetsLeaveNoGarbage() throws RunnerException {
        String own = System.getProperty("java.class.path");
        System.setProperty("java.class.path", System.getProperty("surefire.test.class.path", own));
        Collection<RunResult> results;
        try {
            results = new Runner(new OptionsBuilder()
                            .include(EngineBenchmark.class.getName())
                            .param("engine", "COMPILED")
                            .addProfiler(GCProfiler.class)
                            .shouldFailOnError(true)
                            .build())
                    .run();
        } finally {
            System.setProperty("java.class.path", own);
        }
        assertEquals(1, results.size());
        for (RunResult result : results) {
            double bytes =
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            assertEquals(0, bytes, HARNESS_BYTES_PER_PACKET, "bytes per packet");
        }
    }
}
