package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Happening;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Series;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.report.BarChart;
import io.slackline.testbed.report.BarChart.Bar;
import io.slackline.testbed.report.Chart;
import io.slackline.testbed.report.QuantileChart;
import io.slackline.testbed.report.RowChart;
import io.slackline.testbed.report.Scale;
import io.slackline.testbed.report.Size;
import io.slackline.testbed.report.TimeChart;
import io.slackline.testbed.report.Unit;
import io.slackline.testbed.statistics.Interval;
import io.slackline.testbed.statistics.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The plots of a run. */
final class RunCharts {
    private static final double MILLIS = 1e3;
    /** Values that lie farther apart than this are seen only on a logarithmic scale. */
    private static final double WIDE_RANGE = 20;
    /** Ranges of more lines than this would cover each other. */
    private static final int MOST_SPREADS = 2;

    /** More bars than this need the width of the page. */
    private static final int MOST_PANEL_BARS = 12;

    private final RunResult run;
    private final Samples samples;

    /** A plot and its file, without the ending. */
    record Plot(String file, Chart chart) {}

    RunCharts(RunResult run) {
        this.run = run;
        this.samples = Samples.of(run);
    }

    static String fileName(String... words) {
        return String.join("-", words)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.]+", "-")
                .replaceAll("^-|-$", "");
    }

    /** All that follow. */
    List<Plot> all() {
        Stream<Plot> overTime = seriesNames().stream().flatMap(name -> overTime(name).stream());
        return Stream.of(figures().stream(), latencyBars().stream(), quantiles(windows()).stream(), overTime)
                .flatMap(plots -> plots)
                .toList();
    }

    /** One for each metric that has a good direction and is not the same everywhere: the variants below each other. */
    List<Plot> figures() {
        return samples.quantities().stream()
                .filter(quantity ->
                        quantity.kind() == Quantity.Kind.METRIC && quantity.better() != Better.NONE && varies(quantity))
                .map(quantity -> new Plot(fileName("figure", quantity.name()), figure(quantity)))
                .toList();
    }

    private boolean varies(Quantity quantity) {
        return samples.variants().stream()
                        .flatMap(variant -> samples.of(variant, quantity).stream())
                        .flatMap(sample -> sample.values().stream())
                        .distinct()
                        .count()
                > 1;
    }

    private RowChart figure(Quantity quantity) {
        double size = samples.variants().stream()
                .flatMap(variant -> samples.of(variant, quantity).stream())
                .mapToDouble(Sample::mean)
                .map(Math::abs)
                .max()
                .orElse(0);
        Unit unit = Unit.fitting(quantity.unit(), size);
        String hint = switch (quantity.better()) {
            case LOWER -> ", lower is better";
            case HIGHER -> ", higher is better";
            case NONE -> "";
        };
        RowChart chart = new RowChart(unit.label() + hint).title(quantity.name());
        for (int i = 0; i < samples.variants().size(); i++) {
            String variant = samples.variants().get(i);
            Optional<Sample> sample = samples.of(variant, quantity);
            if (sample.isPresent()) {
                chart.row(row(variant, sample.get(), unit, RowChart.Tone.series(i)));
            }
        }
        return chart;
    }

    private static RowChart.Row row(String name, Sample sample, Unit unit, RowChart.Tone tone) {
        return new RowChart.Row(
                name,
                sample.mean() / unit.divisor(),
                sample.interval().map(interval -> in(unit, interval)),
                sample.values().stream().map(value -> value / unit.divisor()).toList(),
                unit.number(sample.mean()),
                tone);
    }

    private static Interval in(Unit unit, Interval interval) {
        return new Interval(interval.low() / unit.divisor(), interval.high() / unit.divisor());
    }

    List<String> windows() {
        return run.variants().stream()
                .flatMap(variant -> variant.repetitions().stream())
                .flatMap(repetition -> repetition.latencyUs().keySet().stream())
                .distinct()
                .toList();
    }

    /** Those of all loads together; the others are named {@code WINDOW/LOAD}. */
    List<String> wholeWindows() {
        return windows().stream().filter(window -> !window.contains("/")).toList();
    }

    /** Those of single loads. */
    List<String> windowsOfLoads() {
        return windows().stream().filter(window -> window.contains("/")).toList();
    }

    /** The quantiles of each window, the variants side by side. */
    List<Plot> latencyBars() {
        return Stream.of("p50", "p99")
                .filter(quantile -> wholeWindows().stream()
                        .anyMatch(window -> samples.quantities().contains(Quantity.latency(window, quantile))))
                .map(quantile -> new Plot(fileName("latency", quantile), latencyBars(quantile)))
                .toList();
    }

    private BarChart latencyBars(String quantile) {
        double[] means = wholeWindows().stream()
                .flatMap(window -> samples.variants().stream()
                        .flatMap(variant -> samples.of(variant, Quantity.latency(window, quantile)).stream()))
                .mapToDouble(Sample::mean)
                .sorted()
                .toArray();
        Unit unit = Unit.fitting("us", means[means.length - 1]);
        Scale scale = means[means.length - 1] > WIDE_RANGE * Math.max(1, means[0]) ? Scale.LOGARITHMIC : Scale.LINEAR;
        BarChart chart = new BarChart(unit.label(), scale, samples.variants())
                .title("latency, " + quantile)
                .size(wholeWindows().size() * samples.variants().size() > MOST_PANEL_BARS ? Size.WIDE : Size.PANEL);
        for (String window : wholeWindows()) {
            chart.bars(
                    window,
                    samples.variants().stream()
                            .map(variant -> bar(samples.of(variant, Quantity.latency(window, quantile)), unit))
                            .toList());
        }
        return chart;
    }

    private static Bar bar(Optional<Sample> sample, Unit unit) {
        return sample.map(each ->
                        new Bar(each.mean() / unit.divisor(), each.interval().map(interval -> in(unit, interval))))
                .orElse(new Bar(Double.NaN, Optional.empty()));
    }

    /** The distribution of latencies in each window, a curve for each variant. */
    List<Plot> quantiles(List<String> windows) {
        return windows.stream()
                .filter(window -> run.variants().stream()
                        .anyMatch(variant -> !distributions(variant, window).isEmpty()))
                .map(window -> new Plot(fileName("distribution", window), quantiles(window)))
                .toList();
    }

    private QuantileChart quantiles(String window) {
        QuantileChart chart =
                new QuantileChart("ms").title("latency, " + window).size(Size.PANEL);
        for (int i = 0; i < run.variants().size(); i++) {
            VariantResult variant = run.variants().get(i);
            addCurves(chart, variant.name(), i, QuantileChart.Style.FIRST, distributions(variant, window));
        }
        return chart;
    }

    static void addCurves(
            QuantileChart chart,
            String name,
            int color,
            QuantileChart.Style style,
            List<List<RunResult.Point>> distributions) {
        if (distributions.isEmpty()) {
            return;
        }
        distributions.forEach(each -> chart.thinCurve(
                color,
                style,
                each.stream()
                        .map(point -> new QuantileChart.Point(point.x(), point.y() / MILLIS))
                        .toList()));
        chart.curve(
                name,
                color,
                style,
                Curves.byX(distributions).stream()
                        // A quantile that not every repetition has would bend the median towards those that have it.
                        .filter(place -> place.values().size() == distributions.size())
                        .map(place -> new QuantileChart.Point(
                                place.x(), place.values().median() / MILLIS))
                        .toList());
    }

    /** By repetition; those without one are left out. */
    static List<List<RunResult.Point>> distributions(VariantResult variant, String window) {
        return variant.repetitions().stream()
                .map(repetition -> Optional.ofNullable(repetition.latencyUs().get(window)))
                .flatMap(Optional::stream)
                .map(Latency::distribution)
                .filter(points -> !points.isEmpty())
                .toList();
    }

    List<String> seriesNames() {
        return allSeries().map(Series::name).distinct().toList();
    }

    private Stream<Series> allSeries() {
        return run.variants().stream()
                .flatMap(variant -> variant.repetitions().stream())
                .flatMap(repetition -> repetition.series().stream());
    }

    /** One series: a plot for each variant, all to the same scale. */
    List<Plot> overTime(String name) {
        double[] values = allSeries()
                .filter(series -> series.name().equals(name))
                .flatMap(series -> series.points().stream())
                .filter(point -> point.x() >= 0)
                .mapToDouble(RunResult.Point::y)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return List.of();
        }
        double most = values[values.length - 1];
        double least =
                DoubleStream.of(values).filter(value -> value > 0).findFirst().orElse(1);
        double median = values[values.length / 2];
        String rawUnit = allSeries()
                .filter(series -> series.name().equals(name))
                .findFirst()
                .map(Series::unit)
                .orElse("");
        Unit unit = Unit.fitting(rawUnit, most);
        boolean time = rawUnit.equals("us") || rawUnit.equals("ms");
        Scale scale = time && most > WIDE_RANGE * median ? Scale.LOGARITHMIC : Scale.LINEAR;
        return run.variants().stream()
                .filter(variant -> lines(variant, name).values().stream().anyMatch(points -> !points.isEmpty()))
                .map(variant -> {
                    TimeChart chart = new TimeChart(unit.label(), seconds(), scale)
                            .size(run.variants().size() == 1 ? Size.WIDE : Size.PANEL)
                            .title(run.variants().size() == 1 ? name : variant.name())
                            .range(
                                    scale == Scale.LINEAR
                                            ? Math.min(0, values[0]) / unit.divisor()
                                            : least / unit.divisor(),
                                    most * 1.05 / unit.divisor());
                    fill(chart, variant, name, unit);
                    return new Plot(fileName("time", name, variant.name()), chart);
                })
                .toList();
    }

    private double seconds() {
        double last = allSeries()
                .flatMap(series -> series.points().stream())
                .mapToDouble(RunResult.Point::x)
                .max()
                .orElse(1);
        return last / MILLIS;
    }

    private static Map<String, List<List<RunResult.Point>>> lines(VariantResult variant, String name) {
        Map<String, List<List<RunResult.Point>>> lines = new LinkedHashMap<>();
        for (Repetition repetition : variant.repetitions()) {
            for (Series series : repetition.series()) {
                if (series.name().equals(name)) {
                    lines.computeIfAbsent(series.by(), _ -> new ArrayList<>())
                            .add(series.points().stream()
                                    .filter(point -> point.x() >= 0)
                                    .toList());
                }
            }
        }
        return lines;
    }

    private void fill(TimeChart chart, VariantResult variant, String name, Unit unit) {
        Map<String, List<List<RunResult.Point>>> lines = lines(variant, name);
        List<String> colors = allSeries().map(Series::by).distinct().sorted().toList();
        lines.forEach((by, repetitions) -> {
            int color = by.isEmpty() ? run.variants().indexOf(variant) : colors.indexOf(by);
            List<Curves.Place> places = Curves.overTime(repetitions);
            if (repetitions.size() > 1 && lines.size() <= MOST_SPREADS) {
                chart.spread(
                        color,
                        places.stream()
                                .map(place -> new TimeChart.Range(
                                        place.x() / MILLIS,
                                        place.values().least() / unit.divisor(),
                                        place.values().most() / unit.divisor()))
                                .toList());
            }
            chart.line(new TimeChart.Series(
                    by,
                    color,
                    places.stream()
                            .map(place -> new TimeChart.Point(
                                    place.x() / MILLIS, place.values().median() / unit.divisor()))
                            .toList()));
        });
        // Of the first repetition: in the others the same is done at the same times, give or take some milliseconds.
        variant.repetitions().stream()
                .findFirst()
                .ifPresent(first -> first.events().forEach(event -> mark(chart, event)));
    }

    private static void mark(TimeChart chart, Happening event) {
        double at = event.tMs() / MILLIS;
        if (event.untilMs() > event.tMs()) {
            chart.band(event.what(), at, event.untilMs() / MILLIS);
        }
        chart.mark(event.what(), at);
    }
}
