package io.slackline.testbed.simulation;

import io.slackline.common.config.Default;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Times that are drawn at random.
 *
 * @param kind of distribution
 * @param mean of constant and exponential; the median of log-normal
 * @param sigma of the logarithm, log-normal
 * @param most longer ones are cut; 0s: none
 * @param micros measured values, of which each is drawn as often as any other, measured
 */
public record Distribution(
        @Default("constant") Kind kind,
        @Default("0s") Duration mean,
        @Default("0") double sigma,
        @Default("0s") Duration most,
        List<Double> micros) {

    /** Its shape. */
    public enum Kind {
        CONSTANT,
        EXPONENTIAL,
        LOG_NORMAL,
        MEASURED
    }

    public Distribution {
        if (mean.isNegative() || sigma < 0) {
            throw new IllegalArgumentException("mean, sigma: expected 0 or more");
        }
        if ((kind == Kind.MEASURED) == micros.isEmpty()) {
            throw new IllegalArgumentException("micros: expected with kind measured, and only there");
        }
        micros = List.copyOf(micros);
    }

    static Distribution constant(Duration time) {
        return new Distribution(Kind.CONSTANT, time, 0, Duration.ZERO, List.of());
    }

    /** Nanoseconds. */
    double draw(RandomGenerator random) {
        double nanos = switch (kind) {
            case CONSTANT -> mean.toNanos();
            case EXPONENTIAL -> mean.toNanos() * random.nextExponential();
            case LOG_NORMAL -> mean.toNanos() * Math.exp(sigma * random.nextGaussian());
            case MEASURED -> micros.get(random.nextInt(micros.size())) * 1_000;
        };
        return most.isZero() ? nanos : Math.min(nanos, (double) most.toNanos());
    }
}
