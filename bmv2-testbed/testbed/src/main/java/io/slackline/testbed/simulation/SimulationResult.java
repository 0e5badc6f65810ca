package io.slackline.testbed.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What came of a simulation. Every request that was sent is either among {@code ok} or among {@code failures}.
 *
 * @param failures requests without a good answer, by the agent's code of the error
 * @param cold answers that waited for the start of an instance
 * @param forwarded answers that another node gave
 * @param latencyMicros from the intended time to the whole answer; of a request that failed, until it was given up
 * @param latencyOverTime the same for each of {@link #PARTS} equal parts of the time, by the intended time
 * @param answersByNode by the node that the switch chose
 * @param migrations by the state that they were in at the end
 * @param packets that went through the switch
 * @param events of the simulation
 * @param simulated time of the requests
 * @param wallNanos that it took
 */
public record SimulationResult(
        long sent,
        long ok,
        Map<String, Long> failures,
        long cold,
        long forwarded,
        Histogram latencyMicros,
        double meanMicros,
        List<Histogram> latencyOverTime,
        List<Long> answersByNode,
        Map<String, Integer> migrations,
        long packets,
        long events,
        Duration simulated,
        long wallNanos) {
    /** In which latencies are told over time. */
    public static final int PARTS = 100;

    public SimulationResult {
        latencyOverTime = List.copyOf(latencyOverTime);
        failures = new TreeMap<>(failures);
        answersByNode = List.copyOf(answersByNode);
    }

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    public long p50() {
        return latencyMicros.getValueAtPercentile(50);
    }

    public long p99() {
        return latencyMicros.getValueAtPercentile(99);
    }

    /** The busiest node's answers, as a multiple of the mean of those that gave any. */
    public double busiest() {
        double mean = answersByNode.stream()
                .filter(answers -> answers > 0)
                .mapToLong(Long::longValue)
                .average()
                .orElse(1);
        return answersByNode.stream().mapToLong(Long::longValue).max().orElse(0) / mean;
    }

    public double timesRealTime() {
        return (double) simulated.toNanos() / wallNanos;
    }
}
