package io.slackline.testbed.experiment;

import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Holds the figures of a run against the limits of its file. The value of a variant is the median over its repetitions, of counts the worst one; what
 * {@code per} divides is divided in each repetition, what {@code against} divides after. What was not measured does not hold: a repetition without the figure
 * counts as worse than all others, and as better than them where it is of a variant that another one is held against.
 */
public final class Judge {
    private static final String MOST = "at most";
    private static final String LEAST = "at least";

    /** The end of a variant's repetitions, in rising order, that is taken of counts, and where those without the figure stand. */
    private enum End {
        LEAST(Double.NEGATIVE_INFINITY),
        MOST(Double.POSITIVE_INFINITY);

        private final double missing;

        End(double missing) {
            this.missing = missing;
        }

        static End worst(LimitConfig limit) {
            return limit.most().isPresent() ? MOST : LEAST;
        }

        static End best(LimitConfig limit) {
            return limit.most().isPresent() ? LEAST : MOST;
        }
    }

    private Judge() {}

    /** One judgement for each variant that a limit is about, or for each that it is compared with. */
    public static List<Judgement> judge(List<LimitConfig> limits, List<VariantResult> variants) {
        List<Judgement> judgements = new ArrayList<>();
        for (LimitConfig limit : limits) {
            for (VariantResult variant : variants) {
                if (!limit.variants().isEmpty() && !limit.variants().contains(variant.name())) {
                    continue;
                }
                if (limit.against().isEmpty()) {
                    judgements.add(judgement(limit, variant, limit.what(), value(limit, variant, End.worst(limit))));
                    continue;
                }
                for (VariantResult other : variants) {
                    if (limit.against().contains(other.name())) {
                        judgements.add(judgement(
                                limit,
                                variant,
                                "%s: %s / %s".formatted(limit.what(), variant.name(), other.name()),
                                ratio(value(limit, variant, End.worst(limit)), value(limit, other, End.best(limit)))));
                    }
                }
            }
        }
        return judgements;
    }

    private static Judgement judgement(LimitConfig limit, VariantResult variant, String what, double value) {
        Optional<Repetition> first = variant.repetitions().stream().findFirst();
        boolean ratio = limit.per().isPresent() || !limit.against().isEmpty();
        String unit = ratio
                ? ""
                : first.map(repetition -> FigurePath.unit(repetition, limit.metric()))
                        .orElse("");
        double bound = limit.most().or(limit::least).orElseThrow();
        boolean met = limit.most().isPresent() ? value <= bound : value >= bound;
        return new Judgement(what, variant.name(), limit.most().isPresent() ? MOST : LEAST, bound, value, unit, met);
    }

    /** NaN when too many repetitions lack the figure; comparisons with it are false. */
    private static double value(LimitConfig limit, VariantResult variant, End end) {
        double[] values = variant.repetitions().stream()
                .mapToDouble(repetition -> value(limit, repetition).orElse(end.missing))
                .sorted()
                .toArray();
        if (values.length == 0) {
            return Double.NaN;
        }
        boolean counts =
                variant.repetitions().stream().anyMatch(repetition -> FigurePath.counts(repetition, limit.metric()));
        double value = counts ? values[end == End.MOST ? values.length - 1 : 0] : median(values);
        return Double.isFinite(value) ? value : Double.NaN;
    }

    private static OptionalDouble value(LimitConfig limit, Repetition repetition) {
        OptionalDouble value = FigurePath.value(repetition, limit.metric());
        if (value.isEmpty() || limit.per().isEmpty()) {
            return value;
        }
        double ratio = ratio(
                value.getAsDouble(),
                FigurePath.value(repetition, limit.per().get()).orElse(Double.NaN));
        return Double.isNaN(ratio) ? OptionalDouble.empty() : OptionalDouble.of(ratio);
    }

    /** NaN when there is nothing to divide by. */
    private static double ratio(double value, double divisor) {
        return divisor == 0 ? Double.NaN : value / divisor;
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
    }
}
