package io.slackline.testbed.statistics;

import java.util.EnumSet;
import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Statistic;
import org.apache.commons.statistics.distribution.TDistribution;

/** What Student's and Welch's methods know of a sample. {@code variance} is the sample's, 0 for a single value. */
record Moments(int size, double mean, double variance) {

    static Moments of(double[] values) {
        DoubleStatistics statistics = DoubleStatistics.of(EnumSet.of(Statistic.MEAN, Statistic.VARIANCE), values);
        return new Moments(
                values.length, statistics.getAsDouble(Statistic.MEAN), statistics.getAsDouble(Statistic.VARIANCE));
    }

    double squaredError() {
        return variance / size;
    }

    /** Of the mean, by Student's t; of two values at least. */
    Interval interval() {
        double half = studentQuantile(size - 1) * Math.sqrt(squaredError());
        return new Interval(mean - half, mean + half);
    }

    static double studentQuantile(double degreesOfFreedom) {
        return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - Sample.CONFIDENCE) / 2);
    }
}
