package io.slackline.testbed.statistics;

import java.util.Optional;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.TTest;

/**
 * How far the mean of one sample lies from that of another, by Welch's test, which does not suppose that both vary as much.
 *
 * @param value the mean of the second minus that of the first
 * @param interval of the value; empty when one of the samples has too few repetitions
 * @param probability of a difference as great or greater between samples of the same thing; empty like the interval
 */
public record Difference(double value, Optional<Interval> interval, Optional<Double> probability) {

    public static Difference between(Sample first, Sample second) {
        double value = second.mean() - first.mean();
        if (first.tooFew() || second.tooFew()) {
            return new Difference(value, Optional.empty(), Optional.empty());
        }
        double squaredError = first.variance() / first.size() + second.variance() / second.size();
        if (squaredError == 0) {
            // Counts that are the same in every repetition: the test divides by zero, and there is nothing to estimate.
            return new Difference(value, Optional.of(new Interval(value, value)), Optional.of(value == 0 ? 1.0 : 0.0));
        }
        TTest.Result result = TTest.withDefaults()
                .with(DataDispersion.HETEROSCEDASTIC)
                .test(second.mean(), second.variance(), second.size(), first.mean(), first.variance(), first.size());
        double half = Sample.studentQuantile(result.getDegreesOfFreedom()) * Math.sqrt(squaredError);
        return new Difference(
                value, Optional.of(new Interval(value - half, value + half)), Optional.of(result.getPValue()));
    }
}
