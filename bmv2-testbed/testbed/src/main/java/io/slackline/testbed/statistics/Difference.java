package io.slackline.testbed.statistics;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.TTest;

/**
 * How far the mean of one sample lies from that of another, by Welch's test, which does not suppose that both vary as much. Of two samples of durations the logarithms are
 * tested: the difference is then that of the geometric means, and the interval comes from their ratio.
 *
 * @param base the mean of the first
 * @param value the mean of the second minus that of the first
 * @param interval of the value; empty when one of the samples has too few repetitions
 * @param probability of a difference as great or greater between samples of the same thing; empty like the interval
 */
public record Difference(double base, double value, Optional<Interval> interval, Optional<Double> probability) {

    public static Difference between(Sample first, Sample second) {
        if (first.byFactors() && second.byFactors()) {
            double base = first.mean();
            return between(
                    first.logarithmic().orElseThrow(),
                    second.logarithmic().orElseThrow(),
                    base,
                    ratio -> base * Math.expm1(ratio));
        }
        return between(first.plain(), second.plain(), first.plain().mean(), DoubleUnaryOperator.identity());
    }

    /** {@code shown} turns a difference of the moments, rising, into one of the figures. */
    private static Difference between(Moments first, Moments second, double base, DoubleUnaryOperator shown) {
        double apart = second.mean() - first.mean();
        double value = shown.applyAsDouble(apart);
        if (Math.min(first.size(), second.size()) < Sample.FEWEST) {
            return new Difference(base, value, Optional.empty(), Optional.empty());
        }
        double squaredError = first.squaredError() + second.squaredError();
        if (squaredError == 0) {
            // Counts that are the same in every repetition: the test divides by zero, and there is nothing to estimate.
            return new Difference(
                    base, value, Optional.of(new Interval(value, value)), Optional.of(value == 0 ? 1.0 : 0.0));
        }
        TTest.Result result = TTest.withDefaults()
                .with(DataDispersion.HETEROSCEDASTIC)
                .test(second.mean(), second.variance(), second.size(), first.mean(), first.variance(), first.size());
        double half = Moments.studentQuantile(result.getDegreesOfFreedom()) * Math.sqrt(squaredError);
        return new Difference(
                base,
                value,
                Optional.of(new Interval(shown.applyAsDouble(apart - half), shown.applyAsDouble(apart + half))),
                Optional.of(result.getPValue()));
    }

    /** The value in hundredths of the {@link #base}; empty where that is 0. */
    public Optional<Double> percent() {
        return base == 0 ? Optional.empty() : Optional.of(100 * value / Math.abs(base));
    }

    /** As {@link #percent}. */
    public Optional<Interval> percentInterval() {
        double unit = Math.abs(base) / 100;
        return unit == 0 ? Optional.empty() : interval.map(each -> new Interval(each.low() / unit, each.high() / unit));
    }
}
