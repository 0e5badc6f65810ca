package io.slackline.testbed.experiment;

import io.slackline.common.config.Default;
import java.time.Duration;

/**
 * A window that latencies are told for. A request belongs to it when any part of its life does.
 *
 * @param from beginning
 * @param to end
 * @param of of the time between: all of it, what belongs to migrations, or what does not
 */
public record WindowConfig(
        String name,
        @Default("0s") Duration from,
        @Default("24h") Duration to,
        @Default("all") Of of) {
    public WindowConfig {
        if (name.equals(Experiment.MEASURED) || !name.matches("[a-z0-9][a-z0-9-]{0,29}")) {
            throw new IllegalArgumentException("window '%s': 1 to 30 of a-z, 0-9 and '-' are valid, %s is taken"
                    .formatted(name, Experiment.MEASURED));
        }
        if (from.compareTo(to) >= 0) {
            throw new IllegalArgumentException("window " + name + ": from must come before to");
        }
    }

    /** Which part of the time. */
    public enum Of {
        ALL,
        /** From the wish to migrate to the end of retiring. */
        MIGRATIONS,
        BETWEEN_MIGRATIONS
    }

    WindowConfig stretched(double stretch) {
        return new WindowConfig(name, Experiment.stretched(from, stretch), Experiment.stretched(to, stretch), of);
    }
}
