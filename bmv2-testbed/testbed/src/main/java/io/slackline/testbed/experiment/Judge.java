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
 * Holds the figures of a run against the limits of its file. The value of a variant is the median over its repetitions, of counts of requests the worst one; what
 * {@code per} divides is divided in each repetition, what {@code against} divides after. What was not measured does not hold.
 */
public final class Judge {
    private static final String MOST = "at most";
    private static final String LEAST = "at least";

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
                    judgements.add(judgement(limit, variant, limit.what(), value(limit, variant)));
                    continue;
                }
                for (VariantResult other : variants) {
                    if (limit.against().contains(other.name())) {
                        judgements.add(judgement(
                                limit,
                                variant,
                                "%s: %s / %s".formatted(limit.what(), variant.name(), other.name()),
                                value(limit, variant) / value(limit, other)));
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

    /** NaN when no repetition has the figure; comparisons with it are false. */
    private static double value(LimitConfig limit, VariantResult variant) {
        double[] values = variant.repetitions().stream()
                .map(repetition -> value(limit, repetition))
                .flatMapToDouble(OptionalDouble::stream)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return Double.NaN;
        }
        if (FigurePath.counts(limit.metric())) {
            return limit.most().isPresent() ? values[values.length - 1] : values[0];
        }
        return median(values);
    }

    private static OptionalDouble value(LimitConfig limit, Repetition repetition) {
        OptionalDouble value = FigurePath.value(repetition, limit.metric());
        if (value.isEmpty() || limit.per().isEmpty()) {
            return value;
        }
        OptionalDouble divisor = FigurePath.value(repetition, limit.per().get());
        return divisor.isEmpty() || divisor.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.getAsDouble() / divisor.getAsDouble());
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
    }
}
