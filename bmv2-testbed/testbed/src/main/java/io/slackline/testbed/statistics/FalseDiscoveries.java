package io.slackline.testbed.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who compares a hundred figures finds five that "differ" by chance alone. Benjamini and Hochberg ("Controlling the False Discovery Rate", 1995)
 * let through so many that at most one in twenty of those let through is expected to be chance.
 */
public final class FalseDiscoveries {
    public static final double RATE = 0.05;

    private FalseDiscoveries() {}

    /** Which of the probabilities count as a discovery, in their order. */
    public static List<Boolean> discoveries(List<Double> probabilities) {
        List<Integer> rising = IntStream.range(0, probabilities.size())
                .boxed()
                .sorted(Comparator.comparing(probabilities::get))
                .toList();
        double limit = -1;
        for (int rank = 0; rank < rising.size(); rank++) {
            double probability = probabilities.get(rising.get(rank));
            if (probability <= RATE * (rank + 1) / rising.size()) {
                limit = probability;
            }
        }
        double greatest = limit;
        return probabilities.stream()
                .map(probability -> probability <= greatest)
                .toList();
    }
}
