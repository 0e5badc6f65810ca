package io.slackline.testbed.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Statistic;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * One figure, measured once in each repetition.
 *
 * <p>The interval of the mean is Student's: exact where repetitions are normally distributed, good enough where they are not far from it. That of the
 * median takes two order statistics and supposes nothing of the distribution, but needs six repetitions to be 95 % sure.
 */
public final class Sample {
    /** Fewer repetitions than this have no interval: with two, Student's is thirteen standard errors wide and says nothing. */
    public static final int FEWEST = 3;

    public static final double CONFIDENCE = 0.95;

    private final double[] sorted;
    private final DoubleStatistics statistics;

    private Sample(double[] values) {
        sorted = values;
        statistics = DoubleStatistics.of(
                java.util.EnumSet.of(Statistic.MEAN, Statistic.VARIANCE, Statistic.STANDARD_DEVIATION), values);
    }

    /** Throws IllegalArgumentException when there is no value, or one that is not a number. */
    public static Sample of(Collection<Double> repetitions) {
        double[] values =
                repetitions.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("expected at least one value, all of them finite: " + repetitions);
        }
        return new Sample(values);
    }

    public int size() {
        return sorted.length;
    }

    /** In rising order. */
    public List<Double> values() {
        return Arrays.stream(sorted).boxed().toList();
    }

    public double least() {
        return sorted[0];
    }

    public double most() {
        return sorted[sorted.length - 1];
    }

    public double mean() {
        return statistics.getAsDouble(Statistic.MEAN);
    }

    public double median() {
        return Median.withDefaults().evaluate(sorted);
    }

    /** Of the sample, not of the population; 0 for a single value. */
    public double standardDeviation() {
        return statistics.getAsDouble(Statistic.STANDARD_DEVIATION);
    }

    double variance() {
        return statistics.getAsDouble(Statistic.VARIANCE);
    }

    public boolean tooFew() {
        return size() < FEWEST;
    }

    /** Of the mean; empty when there are {@link #tooFew too few} repetitions. */
    public Optional<Interval> interval() {
        if (tooFew()) {
            return Optional.empty();
        }
        double half = studentQuantile(size() - 1) * standardDeviation() / Math.sqrt(size());
        return Optional.of(new Interval(mean() - half, mean() + half));
    }

    /** Of the median; empty when the whole range of the sample covers it with less than 95 %. */
    public Optional<Interval> medianInterval() {
        // The k-th smallest and the k-th largest miss the median when fewer than k values lie on one side of it.
        BinomialDistribution below = BinomialDistribution.of(size(), 0.5);
        int k = 0;
        while (k < size() / 2 && 2 * below.cumulativeProbability(k) <= 1 - CONFIDENCE) {
            k++;
        }
        return k == 0 ? Optional.empty() : Optional.of(new Interval(sorted[k - 1], sorted[size() - k]));
    }

    static double studentQuantile(double degreesOfFreedom) {
        return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
    }
}
