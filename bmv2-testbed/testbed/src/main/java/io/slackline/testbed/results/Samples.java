package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.report.Unit;
import io.slackline.testbed.statistics.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Every figure of a run as a sample of repetitions, by variant. */
final class Samples {
    private final Map<String, Map<Quantity, Sample>> byVariant = new LinkedHashMap<>();
    private final Set<Quantity> quantities = new LinkedHashSet<>();

    static Samples of(RunResult run) {
        Samples samples = new Samples();
        run.variants().forEach(samples::add);
        return samples;
    }

    private void add(VariantResult variant) {
        Map<Quantity, List<Double>> values = new LinkedHashMap<>();
        variant.repetitions()
                .forEach(repetition -> Quantity.of(repetition)
                        .forEach((quantity, value) -> values.computeIfAbsent(quantity, _ -> new ArrayList<>())
                                .add(value)));
        Map<Quantity, Sample> ofVariant = new LinkedHashMap<>();
        values.forEach((quantity, each) -> ofVariant.put(quantity, quantity.sample(each)));
        byVariant.put(variant.name(), ofVariant);
        quantities.addAll(values.keySet());
    }

    List<String> variants() {
        return List.copyOf(byVariant.keySet());
    }

    /** In the order of the first repetition that has them. */
    List<Quantity> quantities() {
        return List.copyOf(quantities);
    }

    Optional<Sample> of(String variant, Quantity quantity) {
        return Optional.ofNullable(byVariant.getOrDefault(variant, Map.of()).get(quantity));
    }

    /** The mean with its interval, such as "1.53 (1.41 … 1.67) ms" or "12.0 ± 1.4 %"; where there is none, all that was measured, or a dash where nothing was. */
    static String text(Optional<Sample> sample, String rawUnit) {
        return sample.map(each -> text(each, rawUnit)).orElse("–");
    }

    static String text(Sample sample, String rawUnit) {
        if (sample.least() == sample.most()) {
            return Unit.format(sample.mean(), rawUnit);
        }
        Unit unit = Unit.fitting(rawUnit, sample.mean());
        String number = sample.interval()
                .map(interval -> sample.byFactors()
                        ? "%s (%s … %s)"
                                .formatted(
                                        unit.number(sample.mean()),
                                        unit.number(interval.low()),
                                        unit.number(interval.high()))
                        : unit.number(sample.mean(), (interval.high() - interval.low()) / 2))
                .orElseGet(() -> sample.values().stream().map(unit::number).collect(Collectors.joining(", ")));
        return (number + " " + unit.label()).strip();
    }
}
