package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.statistics.Interval;
import io.slackline.testbed.statistics.Sample;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A run as CSV files, in raw units: times in microseconds. Repetitions count from 1. */
final class RunTables {
    private RunTables() {}

    /** Content by file name. */
    static Map<String, String> of(RunResult run) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("figures.csv", figures(run));
        files.put("summary.csv", summary(run));
        files.put("latency.csv", latency(run));
        files.put("series.csv", series(run));
        files.put("events.csv", events(run));
        files.put("judgements.csv", judgements(run));
        return files;
    }

    private interface EachRepetition {
        void row(String variant, int number, Repetition repetition);
    }

    private static void forEach(RunResult run, EachRepetition action) {
        for (VariantResult variant : run.variants()) {
            for (int i = 0; i < variant.repetitions().size(); i++) {
                action.row(variant.name(), i + 1, variant.repetitions().get(i));
            }
        }
    }

    private static String figures(RunResult run) {
        Csv csv = new Csv("variant", "repetition", "figure", "value", "unit", "better");
        forEach(run, (variant, number, repetition) -> {
            csv.row(variant, number, "sent", repetition.requests().sent(), "requests", "none");
            csv.row(variant, number, "ok", repetition.requests().ok(), "requests", "none");
            Quantity.of(repetition)
                    .forEach((quantity, value) ->
                            csv.row(variant, number, quantity.name(), value, quantity.unit(), better(quantity)));
        });
        return csv.toString();
    }

    private static String better(Quantity quantity) {
        return quantity.better().name().toLowerCase(Locale.ROOT);
    }

    private static String summary(RunResult run) {
        Csv csv = new Csv(
                "variant",
                "figure",
                "unit",
                "better",
                "repetitions",
                "mean",
                "mean_low95",
                "mean_high95",
                "deviation",
                "least",
                "median",
                "median_low95",
                "median_high95",
                "most");
        Samples samples = Samples.of(run);
        for (String variant : samples.variants()) {
            for (Quantity quantity : samples.quantities()) {
                samples.of(variant, quantity).ifPresent(sample -> summary(csv, variant, quantity, sample));
            }
        }
        return csv.toString();
    }

    private static void summary(Csv csv, String variant, Quantity quantity, Sample sample) {
        csv.row(
                variant,
                quantity.name(),
                quantity.unit(),
                better(quantity),
                sample.size(),
                sample.mean(),
                low(sample.interval()),
                high(sample.interval()),
                sample.standardDeviation(),
                sample.least(),
                sample.median(),
                low(sample.medianInterval()),
                high(sample.medianInterval()),
                sample.most());
    }

    static Object low(Optional<Interval> interval) {
        return interval.<Object>map(Interval::low).orElse("");
    }

    static Object high(Optional<Interval> interval) {
        return interval.<Object>map(Interval::high).orElse("");
    }

    private static String latency(RunResult run) {
        Csv csv = new Csv("variant", "repetition", "window", "requests", "quantile", "latency_us");
        forEach(
                run,
                (variant, number, repetition) -> repetition.latencyUs().forEach((window, latency) -> {
                    latency.distribution()
                            .forEach(point -> csv.row(variant, number, window, latency.count(), point.x(), point.y()));
                    if (latency.count() > 0) {
                        csv.row(variant, number, window, latency.count(), 1, latency.max());
                    }
                }));
        return csv.toString();
    }

    private static String series(RunResult run) {
        Csv csv = new Csv("variant", "repetition", "series", "by", "t_ms", "value", "unit");
        forEach(
                run,
                (variant, number, repetition) -> repetition
                        .series()
                        .forEach(series -> series.points()
                                .forEach(point -> csv.row(
                                        variant,
                                        number,
                                        series.name(),
                                        series.by(),
                                        point.x(),
                                        point.y(),
                                        series.unit()))));
        return csv.toString();
    }

    private static String events(RunResult run) {
        Csv csv = new Csv("variant", "repetition", "t_ms", "until_ms", "what");
        forEach(
                run,
                (variant, number, repetition) -> repetition
                        .events()
                        .forEach(event -> csv.row(variant, number, event.tMs(), event.untilMs(), event.what())));
        return csv.toString();
    }

    private static String judgements(RunResult run) {
        Csv csv = new Csv("what", "variant", "value", "comparison", "limit", "unit", "met");
        for (Judgement each : run.judgements()) {
            csv.row(
                    each.what(),
                    each.variant(),
                    each.value(),
                    each.comparison(),
                    each.limit(),
                    each.unit(),
                    each.met());
        }
        return csv.toString();
    }
}
