package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.statistics.Difference;
import io.slackline.testbed.statistics.FalseDiscoveries;
import io.slackline.testbed.statistics.Sample;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Two sets of samples, figure by figure, and which of their differences are more than noise. */
record Comparison(List<Row> rows) {

    /** What a difference amounts to. */
    enum Verdict {
        BETTER("better"),
        WORSE("worse"),
        DIFFERENT("different"),
        /** It never varied, and is the same: nothing to test. */
        SAME("the same"),
        NOISE("no difference found"),
        TOO_FEW("too few repetitions");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * One figure.
     *
     * @param subject the variant that it is of
     * @param difference of the second from the first
     */
    record Row(
            String subject, Quantity quantity, Sample first, Sample second, Difference difference, Verdict verdict) {}

    private record Pair(String subject, Quantity quantity, Sample first, Sample second, Difference difference) {
        boolean same() {
            return Math.min(first.least(), second.least()) == Math.max(first.most(), second.most());
        }
    }

    /** Each variant of the run with the reference. */
    static Comparison ofVariants(RunResult run) {
        Samples samples = Samples.of(run);
        List<Pair> pairs = new ArrayList<>();
        for (String variant : samples.variants()) {
            if (!variant.equals(run.reference())) {
                pair(variant, samples, run.reference(), samples, variant, pairs);
            }
        }
        return judged(pairs);
    }

    /** The variants that both runs have. */
    static Comparison ofRuns(RunResult first, RunResult second) {
        Samples ofFirst = Samples.of(first);
        Samples ofSecond = Samples.of(second);
        List<Pair> pairs = new ArrayList<>();
        ofFirst.variants().forEach(variant -> pair(variant, ofFirst, variant, ofSecond, variant, pairs));
        return judged(pairs);
    }

    private static void pair(
            String subject,
            Samples first,
            String firstVariant,
            Samples second,
            String secondVariant,
            List<Pair> pairs) {
        for (Quantity quantity : first.quantities()) {
            Optional<Sample> before = first.of(firstVariant, quantity);
            Optional<Sample> after = second.of(secondVariant, quantity);
            if (before.isPresent() && after.isPresent()) {
                pairs.add(new Pair(
                        subject, quantity, before.get(), after.get(), Difference.between(before.get(), after.get())));
            }
        }
    }

    private static Comparison judged(List<Pair> pairs) {
        Iterator<Boolean> discoveries = FalseDiscoveries.discoveries(pairs.stream()
                        .filter(pair -> !pair.same())
                        .flatMap(pair -> pair.difference().probability().stream())
                        .toList())
                .iterator();
        List<Row> rows = new ArrayList<>();
        for (Pair pair : pairs) {
            Verdict verdict;
            if (pair.difference().probability().isEmpty()) {
                verdict = Verdict.TOO_FEW;
            } else if (pair.same()) {
                verdict = Verdict.SAME;
            } else {
                verdict = discoveries.next()
                        ? direction(pair.quantity(), pair.difference().value())
                        : Verdict.NOISE;
            }
            rows.add(new Row(pair.subject(), pair.quantity(), pair.first(), pair.second(), pair.difference(), verdict));
        }
        return new Comparison(List.copyOf(rows));
    }

    private static Verdict direction(Quantity quantity, double difference) {
        return switch (quantity.better()) {
            case LOWER -> difference < 0 ? Verdict.BETTER : Verdict.WORSE;
            case HIGHER -> difference > 0 ? Verdict.BETTER : Verdict.WORSE;
            case NONE -> Verdict.DIFFERENT;
        };
    }

    List<Row> rowsOf(String subject) {
        return rows.stream().filter(row -> row.subject().equals(subject)).toList();
    }

    long count(Verdict verdict) {
        return rows.stream().filter(row -> row.verdict() == verdict).count();
    }
}
