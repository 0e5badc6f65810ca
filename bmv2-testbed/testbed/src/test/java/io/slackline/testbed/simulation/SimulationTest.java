package io.slackline.testbed.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.simulation.Simulation.Economy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole simulations against what is known beforehand. */
class SimulationTest {
    private static final String SMALL = """
            nodes: 20
            functions: 10
            candidates: 4
            networkFunctions: {least: 100, most: 900, skew: 2, redrawn: 1s, jitter: 30}
            work: {kind: log-normal, mean: 5ms, sigma: 1, most: 200ms}
            requests: {rate: 300, zipf: 1}
            duration: 10s
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother() {
        Plans.Run one = Plans.run(Plans.of(SMALL), Economy.LAZY, directory);
        Plans.Run again = Plans.run(Plans.of(SMALL), Economy.LAZY, directory);
        Plans.Run other = Plans.run(Plans.of(SMALL).seeded(2), Economy.LAZY, directory);
        assertEquals(one.decisions(), again.decisions());
        assertEquals(one.result().latencyMicros(), again.result().latencyMicros());
        assertNotEquals(one.decisions(), other.decisions());
    }

    /** One node, four times too much: requests queue, time out, and are refused. */
    @Test
    void everyRequestIsCountedOnceHoweverItEnds() {
        SimulationResult result = Plans.result("""
                nodes: 1
                functions: 2
                candidates: 1
                work: {kind: exponential, mean: 40ms}
                requests: {rate: 100}
                duration: 60s
                """, directory);
        assertEquals(result.sent(), result.ok() + result.failed());
        assertEquals(result.sent(), result.latencyMicros().getTotalCount());
        assertEquals(
                result.sent(),
                result.latencyOverTime().stream()
                        .mapToLong(Histogram::getTotalCount)
                        .sum());
        assertTrue(result.failed() > 1_000, result.failures().toString());
        assertTrue(result.ok() > 1_000, "ok: " + result.ok());
    }

    /** M/M/1 with processor sharing: the mean time in the system is service / (1 - utilization). */
    @Test
    void oneNodeThatRunsManyAtATimeIsAProcessorSharingQueue() {
        SimulationResult result = Plans.result("""
                nodes: 1
                functions: 1
                candidates: 1
                concurrency: 1000
                pool: {policy: lru}
                work: {kind: exponential, mean: 10ms}
                requests: {rate: 70}
                network: {client: 0s, node: 0s}
                duration: 2000s
                """, directory);
        assertEquals(10_000 / (1 - 0.7), result.meanMicros(), 0.03 * 10_000 / (1 - 0.7));
    }

    /** M/M/1, first come first served: the time in the system is exponential with mean service / (1 - utilization). */
    @Test
    void oneInstanceThatRunsOneAtATimeIsAQueue() {
        SimulationResult result = Plans.result("""
                nodes: 1
                functions: 1
                candidates: 1
                pool: {policy: lru, maxInstances: 1}
                work: {kind: exponential, mean: 10ms}
                requests: {rate: 50}
                network: {client: 0s, node: 0s}
                duration: 2000s
                """, directory);
        double mean = 10_000 / (1 - 0.5);
        assertEquals(mean, result.meanMicros(), 0.03 * mean);
        assertEquals(mean * Math.log(2), result.p50(), 0.03 * mean * Math.log(2));
        assertEquals(mean * Math.log(100), result.p99(), 0.06 * mean * Math.log(100));
    }

    @Test
    void aTraceIsReplayed() throws IOException {
        Path trace = Files.writeString(
                directory.resolve("trace.csv"), "at_ms,function,work_us\n0,0,5000\n20,1,7000\n40.5,0,\n");
        SimulationResult result = Plans.result("""
                nodes: 4
                functions: 2
                candidates: 2
                work: {mean: 1ms}
                network: {client: 0s, node: 0s}
                requests: {trace: %s}
                duration: 1s
                """.formatted(trace), directory);
        assertEquals(3, result.ok());
        assertEquals(7_000, result.latencyMicros().getMaxValue(), 10);
    }

    @Test
    void theControllersRulesMovePinnedFunctions() {
        SimulationResult result = Plans.result("""
                nodes: 8
                functions: 6
                candidates: 1
                steering: pinned
                networkFunctions: {most: 1000, redrawn: 10s}
                policy: {short-slack.enabled: 'on', short-slack.dwell: 1s, moves.cooldown: 5s}
                work: {kind: exponential, mean: 2ms}
                requests: {rate: 100}
                duration: 60s
                """, directory);
        assertEquals(0, result.failed(), result.failures().toString());
        assertTrue(
                result.migrations().getOrDefault("DONE", 0) >= 3,
                result.migrations().toString());
    }

    @Test
    void slackSteeringBeatsEqualSharesWhereSlackIsSkewed() {
        String load = SMALL.replace("candidates: 4", "candidates: 8").replace("rate: 300", "rate: 60");
        SimulationResult bySlack = Plans.result(load, directory);
        SimulationResult byShare = Plans.result(load + "steering: share\n", directory);
        assertTrue(bySlack.p99() < byShare.p99(), bySlack.p99() + " us by slack, " + byShare.p99() + " us by share");
    }

    /** Functions need more than the nodes with most slack have left. */
    @Test
    void slackSteeringDoesNotHerdWhereFunctionsFillTheBestNodes() {
        String load = SMALL.replace("candidates: 4", "candidates: 8");
        SimulationResult bySlack = Plans.result(load, directory);
        SimulationResult byShare = Plans.result(load + "steering: share\n", directory);
        assertEquals(0, bySlack.failed(), bySlack.failures().toString());
        assertTrue(
                5 * bySlack.p99() < byShare.p99(), bySlack.p99() + " us by slack, " + byShare.p99() + " us by share");
    }
}
