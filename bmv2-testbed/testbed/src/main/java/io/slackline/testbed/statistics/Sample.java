package io.slackline.testbed.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * One figure, measured once in each repetition.
 *
 * <p>The interval of the mean is Student's: exact where repetitions are normally distributed, good enough where they are not far from it. Durations are
 * not: one slow repetition takes a multiple of the others, and none takes less than nothing. Their logarithms are taken instead, so that the mean is the geometric one and the
 * interval lies around it by a factor (Fleming and Wallace, "How not to lie with statistics: the correct way to summarize benchmark results", 1986). The interval of the
 * median takes two order statistics and supposes nothing of the distribution, but needs six repetitions to be 95 % sure.
 */
public final class Sample {
    /** Fewer repetitions than this have no interval: with two, Student's is thirteen standard errors wide and says nothing. */
    public static final int FEWEST = 3;

    public static final double CONFIDENCE = 0.95;

    private final double[] sorted;
    private final Moments plain;
    private final Optional<Moments> logarithmic;

    private Sample(double[] values, boolean durations) {
        sorted = values;
        plain = Moments.of(values);
        logarithmic = durations && values[0] > 0
                ? Optional.of(Moments.of(Arrays.stream(values).map(Math::log).toArray()))
                : Optional.empty();
    }

    /** Throws IllegalArgumentException when there is no value, or one that is not a number. */
    public static Sample of(Collection<Double> repetitions) {
        return new Sample(sorted(repetitions), false);
    }

    /** As {@link #of}, of values that vary by factors. If one of them is not above zero they are taken as any others. */
    public static Sample ofDurations(Collection<Double> repetitions) {
        return new Sample(sorted(repetitions), true);
    }

    private static double[] sorted(Collection<Double> repetitions) {
        double[] values =
                repetitions.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("expected at least one value, all of them finite: " + repetitions);
        }
        return values;
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

    /** The geometric mean of durations, the arithmetic one of anything else. */
    public double mean() {
        return logarithmic.map(each -> Math.exp(each.mean())).orElse(plain.mean());
    }

    public double median() {
        return Median.withDefaults().evaluate(sorted);
    }

    /** Around the arithmetic mean; of the sample, not of the population; 0 for a single value. */
    public double standardDeviation() {
        return Math.sqrt(plain.variance());
    }

    Moments plain() {
        return plain;
    }

    /** Of the logarithms; empty where they say nothing. */
    Optional<Moments> logarithmic() {
        return logarithmic;
    }

    /** Whether the {@link #interval} lies around the mean by a factor. */
    public boolean byFactors() {
        return logarithmic.isPresent();
    }

    public boolean tooFew() {
        return size() < FEWEST;
    }

    /** Of the mean; empty when there are {@link #tooFew too few} repetitions. */
    public Optional<Interval> interval() {
        if (tooFew()) {
            return Optional.empty();
        }
        return Optional.of(logarithmic
                .map(each -> new Interval(
                        Math.exp(each.interval().low()),
                        Math.exp(each.interval().high())))
                .orElseGet(plain::interval));
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
}
