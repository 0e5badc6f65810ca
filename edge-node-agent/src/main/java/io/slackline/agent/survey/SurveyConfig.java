package io.slackline.agent.survey;

import io.slackline.common.config.Default;
import java.time.Duration;

/**
 * How the ways from this node are measured.
 *
 * @param interval from one survey to the next; 0s: none, and no compute score either
 * @param probeKib sent to each neighbour in each survey, for the bandwidth; 0: it is not measured
 */
public record SurveyConfig(
        @Default("60s") Duration interval, @Default("256") int probeKib) {

    private static final int MOST_KIB = 4096;

    public SurveyConfig {
        if (!interval.isZero() && interval.toMillis() < 100) {
            throw new IllegalArgumentException("interval: expected 0s or 100ms or more, got " + interval);
        }
        if (probeKib < 0 || probeKib > MOST_KIB) {
            throw new IllegalArgumentException("probeKib: expected 0 to " + MOST_KIB + ", got " + probeKib);
        }
    }

    public boolean enabled() {
        return !interval.isZero();
    }
}
