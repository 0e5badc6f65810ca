package io.slackline.testbed.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.simulation.Simulation.Economy;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports that are only made where they can matter change no decision and no latency. */
class EconomyTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Slack that wanders from window to window and jumps.
                "candidates: 8, networkFunctions: {least: 100, most: 900, skew: 2, redrawn: 700ms, jitter: 60}",
                // Requests leave for an offload group, and instances come and go, so that warmth changes.
                "candidates: 4, offload: 3, minSlackMillicores: 500, pool: {idleTimeout: 2s}, networkFunctions: {most: 900, redrawn: 400ms}",
                // Reports are older than they may be for half of the time.
                "candidates: 6, reportInterval: 40ms, staleness: 50ms, networkFunctions: {most: 900, redrawn: 1s, jitter: 200}, network: {node: 9ms}",
                // Nodes overrun: requests queue for slack and are forwarded.
                "candidates: 3, networkFunctions: {least: 700, most: 1000, redrawn: 1s}, work: {kind: exponential, mean: 40ms}",
                // Nobody reads slack.
                "candidates: 8, steering: share, networkFunctions: {most: 900, redrawn: 700ms}",
                // The controller moves functions meanwhile.
                "candidates: 1, steering: pinned, policy: {short-slack.enabled: 'on', short-slack.dwell: 500ms, moves.cooldown: 1s}, networkFunctions: {most: 1000, redrawn: 3s}",
            })
    void sameDecisionsWithAndWithout(String differs) {
        String work = differs.contains(", work:") ? "" : "work: {kind: exponential, mean: 6ms}, ";
        Plan plan = Plans.of(
                "{nodes: 12, functions: 5, requests: {rate: 300, zipf: 0.8}, duration: 8s, " + work + differs + "}");
        Plans.Run lazy = Plans.run(plan, Economy.LAZY, directory);
        Plans.Run eager = Plans.run(plan, Economy.EAGER, directory);
        assertEquals(eager.decisions(), lazy.decisions());
        assertEquals(eager.result().latencyMicros(), lazy.result().latencyMicros());
        assertEquals(eager.result().failures(), lazy.result().failures());
        assertEquals(eager.result().migrations(), lazy.result().migrations());
        assertTrue(
                lazy.result().packets() < eager.result().packets(),
                lazy.result().packets() + " packets instead of "
                        + eager.result().packets());
    }
}
