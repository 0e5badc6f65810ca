package io.slackline.testbed.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One benchmarked figure, named as others read it.
 *
 * @param better which way is good
 * @param baseline the same thing measured without what is benchmarked, in the same run; its value is empty when this machine lacks it
 * @param samples the repetitions that {@code value} sums up
 */
public record Figure(
        String name,
        double value,
        String unit,
        Better better,
        Optional<Baseline> baseline,
        List<Double> samples,
        String command) {

    /** Which way is good. */
    public enum Better {
        HIGHER,
        LOWER
    }

    /** What a figure is compared with. */
    public record Baseline(String name, OptionalDouble value) {}

    /** value ÷ baseline; empty without a baseline or with one of zero. */
    public OptionalDouble ratio() {
        return baseline.isEmpty()
                        || baseline.get().value().isEmpty()
                        || baseline.get().value().getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(value / baseline.get().value().getAsDouble());
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("value", value);
        tree.put("unit", unit);
        tree.put("better", better.name().toLowerCase(java.util.Locale.ROOT));
        if (baseline.isPresent()) {
            Map<String, Object> against = new LinkedHashMap<>();
            against.put("name", baseline.get().name());
            against.put("value", orNull(baseline.get().value()));
            tree.put("baseline", against);
        } else {
            tree.put("baseline", Double.NaN);
        }
        tree.put("ratio", orNull(ratio()));
        tree.put("samples", samples);
        tree.put("command", command);
        return tree;
    }

    /** JSON's null, which the writer makes of NaN. */
    private static double orNull(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }
}
