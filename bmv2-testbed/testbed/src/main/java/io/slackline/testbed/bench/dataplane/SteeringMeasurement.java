package io.slackline.testbed.bench.dataplane;

import io.slackline.pipeline.SlackRules;
import io.slackline.pipeline.SlackRules.Board;
import java.time.Duration;

/** Measures {@link SteeringQuality} with the board, without it, and with reservations, on several worlds each. */
public final class SteeringMeasurement {

    private static final int REQUESTS_PER_SECOND = 20_000;
    private static final int COST_MILLICORES = 5;
    private static final int WORLDS = 3;
    private static final Duration DURATION = Duration.ofSeconds(3);

    private SteeringMeasurement() {}

    public static void main(String[] arguments) {
        for (long seed = 1; seed <= WORLDS; seed++) {
            measure("board", SlackRules.standard(), seed);
            measure("two_choices", SlackRules.standard().withBoard(Board.OFF), seed);
            measure("reserving", SlackRules.standard().withCost(COST_MILLICORES), seed);
        }
    }

    private static void measure(String name, SlackRules rules, long seed) {
        SteeringQuality quality = SteeringQuality.measure(rules, REQUESTS_PER_SECOND, DURATION, seed);
        Samples.print(name + ".best_quartile_share", quality.bestQuartileShare());
        Samples.print(name + ".busiest_in_10ms", quality.mostInTenMillis());
        Samples.print(name + ".slack_found", quality.slackFound());
        Samples.print(name + ".slack_of_oracle", quality.slackOfOracle());
    }
}
