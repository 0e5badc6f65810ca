package io.slackline.testbed.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MixTest {
    private static final List<WorkloadFunction> ALL = List.of(WorkloadFunction.values());
    private static final long HUNDRED_SECONDS = 100_000_000_000L;

    @Test
    void theSameSeedMakesTheSameStream() {
        Mix mix = Mix.trace(ALL, 3);
        assertEquals(mix.poisson(20, HUNDRED_SECONDS, 7), Mix.trace(ALL, 3).poisson(20, HUNDRED_SECONDS, 7));
    }

    @Test
    void arrivalsComeAtTheirRateWithExponentialGaps() {
        List<Invocation> stream = Mix.equal(ALL).poisson(50, HUNDRED_SECONDS, 1);
        assertEquals(5000, stream.size(), 250);
        double mean = 0;
        double square = 0;
        for (int i = 1; i < stream.size(); i++) {
            double gap = (stream.get(i).atNanos() - stream.get(i - 1).atNanos()) / 1e9;
            assertTrue(gap >= 0);
            mean += gap / (stream.size() - 1);
            square += gap * gap / (stream.size() - 1);
        }
        assertEquals(1.0, Math.sqrt(square - mean * mean) / mean, 0.06, "coefficient of variation");
    }

    @Test
    void equalMeansEqual() {
        counts(Mix.equal(ALL).poisson(100, HUNDRED_SECONDS, 2))
                .forEach((function, count) -> assertEquals(1000, count, 150, function.name()));
    }

    @Test
    void theTraceHasFavouritesAndLongTails() {
        List<Invocation> stream = Mix.trace(ALL, 1).poisson(100, HUNDRED_SECONDS, 2);
        List<Long> popularity = counts(stream).values().stream()
                .sorted(Comparator.reverseOrder())
                .toList();
        assertTrue(popularity.getFirst() > 0.4 * stream.size(), popularity.toString());
        assertTrue(popularity.getLast() < 0.05 * stream.size(), popularity.toString());
        List<Invocation> scaling =
                stream.stream().filter(each -> each.function().scales()).toList();
        long usual = scaling.stream()
                .filter(each -> each.caseNumber() < WorkloadFunction.USUAL_CASES)
                .count();
        long longest = scaling.stream()
                .filter(each -> each.caseNumber() == WorkloadFunction.CASES - 1)
                .count();
        assertEquals(0.56, (double) usual / scaling.size(), 0.1, "about half, and what rounds to the median");
        assertTrue(longest > 0 && longest < 0.1 * scaling.size(), longest + " of " + scaling.size());
        assertTrue(stream.stream()
                .allMatch(each -> each.function().scales() || each.caseNumber() < WorkloadFunction.USUAL_CASES));
    }

    private static Map<WorkloadFunction, Long> counts(List<Invocation> stream) {
        return stream.stream().collect(Collectors.groupingBy(Invocation::function, Collectors.counting()));
    }
}
