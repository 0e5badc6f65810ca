package io.slackline.testbed.experiment;

import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names a figure of a repetition: {@code requests.failed}, {@code latency.before.p99}, {@code longest_gap.before}. */
final class FigurePath {
    private static final String REQUESTS = "requests.";
    private static final String LATENCY = "latency.";
    /** Units of figures that count. */
    private static final Set<String> COUNTED = Set.of("requests", "migrations", "changes", "shifts");

    private static final Map<String, ToDoubleFunction<Requests>> COUNTS = Map.of(
            "sent", Requests::sent,
            "ok", Requests::ok,
            "failed", Requests::failed,
            "duplicated", Requests::duplicated,
            "lost_in_flight", Requests::lostInFlight,
            "failed_otherwise", requests -> requests.failed() - requests.lostInFlight());
    private static final Map<String, ToDoubleFunction<Latency>> LATENCIES = Map.of(
            "p50", Latency::p50,
            "p90", Latency::p90,
            "p99", Latency::p99,
            "p999", Latency::p999,
            "max", Latency::max,
            "mean", Latency::mean,
            "count", Latency::count);

    private FigurePath() {}

    /** What is wrong with the path. Of what a measure yields only the first word is known before a run. */
    static Optional<String> problem(String path, List<String> windows, List<Measure> measures) {
        if (path.startsWith(REQUESTS) && !COUNTS.containsKey(path.substring(REQUESTS.length()))) {
            return Optional.of("no figure %s; there are requests.%s".formatted(path, choices(COUNTS)));
        }
        if (path.startsWith(LATENCY)) {
            int dot = path.lastIndexOf('.');
            boolean known = dot > LATENCY.length()
                    && windows.contains(path.substring(LATENCY.length(), dot).replaceFirst("/.*", ""))
                    && LATENCIES.containsKey(path.substring(dot + 1));
            return known
                    ? Optional.empty()
                    : Optional.of("no figure %s; there are latency.WINDOW.%s with the windows %s"
                            .formatted(path, choices(LATENCIES), String.join(", ", windows)));
        }
        if (path.startsWith(REQUESTS) || measures.stream().anyMatch(measure -> measure.yields(path))) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(Measure.values())
                .filter(measure -> measure.yields(path))
                .findFirst()
                .map(measure -> "figure %s needs %s among the measures".formatted(path, measure.inFiles()))
                .orElseGet(() ->
                        "no figure %s; there are requests.%s, latency.WINDOW.%s and those of measures, which begin with %s"
                                .formatted(
                                        path,
                                        choices(COUNTS),
                                        choices(LATENCIES),
                                        Stream.of(Measure.values())
                                                .map(Measure::word)
                                                .collect(Collectors.joining(", ")))));
    }

    private static String choices(Map<String, ?> names) {
        return "(" + String.join("|", names.keySet().stream().sorted().toList()) + ")";
    }

    /** Empty when the repetition has no such figure. */
    static OptionalDouble value(Repetition repetition, String path) {
        if (path.startsWith(REQUESTS)) {
            ToDoubleFunction<Requests> count = COUNTS.get(path.substring(REQUESTS.length()));
            return count == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(count.applyAsDouble(repetition.requests()));
        }
        if (path.startsWith(LATENCY)) {
            int dot = path.lastIndexOf('.');
            Latency latency = repetition.latencyUs().get(path.substring(LATENCY.length(), dot));
            ToDoubleFunction<Latency> figure = LATENCIES.get(path.substring(dot + 1));
            return latency == null || latency.count() == 0 || figure == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(figure.applyAsDouble(latency));
        }
        Metric metric = repetition.metrics().get(path);
        return metric == null ? OptionalDouble.empty() : OptionalDouble.of(metric.value());
    }

    static String unit(Repetition repetition, String path) {
        if (path.startsWith(REQUESTS)) {
            return "requests";
        }
        if (path.startsWith(LATENCY)) {
            return "us";
        }
        Metric metric = repetition.metrics().get(path);
        return metric == null ? "" : metric.unit();
    }

    /** Counts are judged by the worst repetition: one loss is a loss. */
    static boolean counts(Repetition repetition, String path) {
        return COUNTED.contains(unit(repetition, path));
    }
}
