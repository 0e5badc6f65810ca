package io.slackline.testbed.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final double CLOSE = 1e-4;

    private static Sample sample(double... values) {
        return Sample.of(Arrays.stream(values).boxed().toList());
    }

    /** Known values: SciPy 1.17, {@code stats.t.interval}. */
    @Test
    void theMeanHasStudentsInterval() {
        Sample three = sample(10.1, 11.4, 9.7);
        assertEquals(10.4, three.mean(), CLOSE);
        assertEquals(0.888819, three.standardDeviation(), CLOSE);
        Interval interval = three.interval().orElseThrow();
        assertEquals(8.192050, interval.low(), CLOSE);
        assertEquals(12.607950, interval.high(), CLOSE);
    }

    @Test
    void twoRepetitionsAreTooFew() {
        assertTrue(sample(1, 2).tooFew());
        assertEquals(Optional.empty(), sample(1, 2).interval());
        assertEquals(
                Optional.empty(),
                Difference.between(sample(1, 2), sample(1, 2, 3)).interval());
        assertEquals(
                Optional.empty(),
                Difference.between(sample(1, 2, 3), sample(1, 2)).probability());
        assertThrows(IllegalArgumentException.class, () -> Sample.of(List.of()));
        assertThrows(IllegalArgumentException.class, () -> sample(Double.NaN));
    }

    /** Of ten values the second and the ninth: 2 P(B(10, 1/2) ≤ 1) = 2.1 %, with the third it would be 10.9 %. */
    @Test
    void theMedianHasAnIntervalOfOrderStatistics() {
        Sample ten = sample(7, 3, 10, 1, 4, 8, 2, 9, 6, 5);
        assertEquals(5.5, ten.median());
        assertEquals(Optional.of(new Interval(2, 9)), ten.medianInterval());
        assertEquals(Optional.of(new Interval(1, 6)), sample(1, 2, 3, 4, 5, 6).medianInterval());
        assertEquals(Optional.empty(), sample(1, 2, 3, 4, 5).medianInterval());
    }

    /** Known values: SciPy 1.17, {@code stats.ttest_ind(equal_var=False)}. */
    @Test
    void samplesAreComparedByWelchsTest() {
        Difference difference = Difference.between(
                sample(19.8, 20.4, 19.6, 17.8, 18.5, 18.9, 18.3, 18.9, 19.5, 22.0),
                sample(
                        28.2, 26.6, 20.1, 23.3, 25.2, 22.1, 17.7, 27.6, 20.6, 13.7, 23.2, 17.5, 20.6, 18.0, 23.9, 21.6,
                        24.3, 20.4, 23.9, 13.3));
        assertEquals(0.035485, difference.probability().orElseThrow(), CLOSE);
        assertEquals(0.163541, difference.interval().orElseThrow().low(), CLOSE);
        assertEquals(4.276459, difference.interval().orElseThrow().high(), CLOSE);
    }

    private static Sample durations(double... values) {
        return Sample.ofDurations(Arrays.stream(values).boxed().toList());
    }

    /** Known values: SciPy 1.17, {@code stats.t.interval} of the logarithms. */
    @Test
    void durationsHaveAMeanAndAnIntervalByFactors() {
        Sample sample = durations(10, 40, 20);
        assertEquals(20, sample.mean(), CLOSE);
        Interval interval = sample.interval().orElseThrow();
        assertEquals(3.574621, interval.low(), CLOSE);
        assertEquals(111.899967, interval.high(), CLOSE);
    }

    /** Known values: SciPy 1.17, {@code stats.ttest_ind(equal_var=False)} of the logarithms; of the durations themselves p is 0.10. */
    @Test
    void durationsAreComparedByTheirRatio() {
        Difference difference = Difference.between(durations(1.9, 2.0, 2.2), durations(150, 250, 500));
        assertEquals(0.004578, difference.probability().orElseThrow(), CLOSE);
        assertEquals(2.029561, difference.base(), CLOSE);
        assertEquals(100 * (130.897594 - 1), difference.percent().orElseThrow(), 0.01);
        Interval percent = difference.percentInterval().orElseThrow();
        assertEquals(100 * (30.078295 - 1), percent.low(), 0.01);
        assertEquals(100 * (569.652636 - 1), percent.high(), 0.01);
    }

    /** A duration of 0 has no logarithm. */
    @Test
    void durationsWithAZeroAreTakenAsAnyFigures() {
        assertEquals(durations(0, 1, 5).interval(), sample(0, 1, 5).interval());
        assertEquals(
                Difference.between(sample(0, 1, 5), sample(7, 8, 9)),
                Difference.between(durations(0, 1, 5), durations(7, 8, 9)));
    }

    @Test
    void countsThatNeverVaryAreComparedToo() {
        Difference none = Difference.between(sample(0, 0, 0), sample(0, 0, 0));
        assertEquals(Optional.of(1.0), none.probability());
        Difference some = Difference.between(sample(0, 0, 0), sample(2, 2, 2));
        assertEquals(Optional.of(0.0), some.probability());
        assertFalse(some.interval().orElseThrow().contains(0));
    }

    /** The worked example of Benjamini and Hochberg, table of section 3.2: the four least of fifteen. */
    @Test
    void manyComparisonsAreHeldToOneFalseDiscoveryInTwenty() {
        List<Double> probabilities = List.of(
                0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
                0.7590, 1.0000);
        assertEquals(
                IntStream.range(0, 15).mapToObj(rank -> rank < 4).toList(),
                FalseDiscoveries.discoveries(probabilities));
        assertEquals(List.of(), FalseDiscoveries.discoveries(List.of()));
    }

    /** The k-th of m is held against 5 % of k / m, and lets through those below it whatever their own limit. */
    @Test
    void aDiscoveryLetsThroughAllThatAreLessProbable() {
        assertEquals(List.of(true, true), FalseDiscoveries.discoveries(List.of(0.05, 0.05)));
        assertEquals(List.of(false, false), FalseDiscoveries.discoveries(List.of(0.05, 0.0501)));
        assertEquals(List.of(false, true), FalseDiscoveries.discoveries(List.of(0.9, 0.025)));
        assertEquals(List.of(true, true, true), FalseDiscoveries.discoveries(List.of(0.05, 0.03, 0.04)));
    }

    @Test
    void nineteenOfTwentyIntervalsHoldTheTruth() {
        Random random = new Random(1);
        long holding = IntStream.range(0, 4_000)
                .filter(i -> Sample.of(DoubleStream.generate(random::nextGaussian)
                                .limit(5)
                                .boxed()
                                .toList())
                        .interval()
                        .orElseThrow()
                        .contains(0))
                .count();
        assertEquals(0.95, holding / 4_000.0, 0.01);
    }
}
