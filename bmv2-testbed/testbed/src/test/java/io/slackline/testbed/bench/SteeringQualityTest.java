package io.slackline.testbed.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.pipeline.SlackRules;
import io.slackline.pipeline.SlackRules.Board;
import io.slackline.testbed.bench.dataplane.SteeringQuality;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The figures of decision 0009. */
class SteeringQualityTest {

    private static final Duration DURATION = Duration.ofSeconds(3);

    @Test
    void nineOfTenRequestsFindANodeOfTheBestQuartileAndNoneIsFlooded() {
        for (long seed = 1; seed <= 2; seed++) {
            SteeringQuality quality = SteeringQuality.measure(SlackRules.standard(), 20_000, DURATION, seed);
            assertTrue(quality.bestQuartileShare() >= 0.90, quality.toString());
            assertTrue(quality.mostInTenMillis() <= 2, quality.toString());
        }
    }

    @Test
    void twoChoicesAloneDoNot() {
        SteeringQuality quality =
                SteeringQuality.measure(SlackRules.standard().withBoard(Board.OFF), 20_000, DURATION, 1);
        assertTrue(quality.bestQuartileShare() < 0.60, quality.toString());
    }
}
