package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.report.Chart;
import io.slackline.testbed.report.Page;
import io.slackline.testbed.report.Page.Cell;
import io.slackline.testbed.report.Unit;
import io.slackline.testbed.results.Comparison.Row;
import io.slackline.testbed.results.RunCharts.Plot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The page of a run, with its tables and plots as files beside it. */
public final class RunReport {
    private final RunResult run;
    private final Samples samples;
    private final RunCharts charts;

    private RunReport(RunResult run) {
        this.run = run;
        this.samples = Samples.of(run);
        this.charts = new RunCharts(run);
    }

    /** Writes {@code report.html}, CSV and SVG files. The directory is made where it is missing; files of an earlier report are overwritten. */
    public static void write(RunResult run, Path directory) {
        RunReport report = new RunReport(run);
        ReportFiles files = new ReportFiles(directory);
        files.write("report.html", report.html());
        RunTables.of(run).forEach(files::write);
        report.charts
                .all()
                .forEach(plot -> files.write(plot.file() + ".svg", plot.chart().file()));
    }

    private String html() {
        Page page = new Page(run.title().isBlank() ? run.experiment() : run.title());
        page.note("%s · %s switch · %s · %s size · %s of %s · %s"
                .formatted(
                        run.experiment(),
                        run.switchKind(),
                        run.testbed(),
                        run.size(),
                        Passages.repetitions(run.repetitions()),
                        run.variants().size() == 1
                                ? "1 variant"
                                : run.variants().size() + " variants",
                        run.started()));
        Passages.judgements(page, run);
        page.paragraph(run.description());
        run.remarks().forEach(remark -> page.paragraph("Note: " + remark));
        variants(page);
        requests(page);
        if (run.variants().size() > 1) {
            comparison(page);
        }
        figures(page);
        latency(page);
        overTime(page);
        everyRepetition(page);
        page.heading("Machine and versions");
        page.table(
                List.of("", ""),
                Passages.properties(run).entrySet().stream()
                        .map(property -> List.of(property.getKey(), property.getValue()))
                        .toList());
        Passages.howToRead(page, run.repetitions());
        return page.render();
    }

    private void variants(Page page) {
        if (run.variants().stream().anyMatch(variant -> !variant.description().isBlank())) {
            page.table(
                    List.of("variant", "what it is"),
                    run.variants().stream()
                            .map(variant -> List.of(variant.name(), variant.description()))
                            .toList());
        }
    }

    private void requests(Page page) {
        page.heading("Requests, all repetitions together");
        page.cells(
                List.of("variant", "repetitions", "sent", "ok", "failed", "lost in flight", "duplicated"),
                run.variants().stream().map(RunReport::requestRow).toList());
    }

    private static List<Cell> requestRow(VariantResult variant) {
        return List.of(
                Cell.plain(variant.name()),
                Cell.plain(Integer.toString(variant.repetitions().size())),
                Cell.plain(count(variant, Requests::sent)),
                Cell.plain(count(variant, Requests::ok)),
                zero(count(variant, Requests::failed)),
                Cell.plain(count(variant, Requests::lostInFlight)),
                zero(count(variant, Requests::duplicated)));
    }

    private static Cell zero(String count) {
        return new Cell(count, count.equals("0") ? Cell.GOOD : Cell.BAD);
    }

    private static String count(VariantResult variant, ToLongFunction<Requests> field) {
        return Unit.format(
                variant.repetitions().stream()
                        .map(Repetition::requests)
                        .mapToLong(field)
                        .sum(),
                "1");
    }

    /** Says of each variant, in words, where the reference is better, where it is not, and what cannot be told. */
    private void comparison(Page page) {
        Comparison comparison = Comparison.ofVariants(run);
        page.heading("The variants against " + run.reference());
        for (String variant : samples.variants()) {
            List<Row> rows = comparison.rowsOf(variant);
            if (!rows.isEmpty()) {
                page.subheading(variant + " against " + run.reference());
                Passages.findings(rows).forEach(page::paragraph);
            }
        }
        page.folded(
                "Every difference, with its interval",
                folded -> samples.variants().stream()
                        .filter(variant -> !variant.equals(run.reference()))
                        .forEach(variant ->
                                Passages.differences(folded, comparison.rowsOf(variant), run.reference(), variant)));
    }

    private void figures(Page page) {
        List<Plot> plots = charts.figures();
        if (!plots.isEmpty()) {
            page.heading("Figures").panels(charts(plots));
            summaryTable(page, Quantity.Kind.METRIC);
        }
    }

    private static List<Chart> charts(List<Plot> plots) {
        return plots.stream().map(Plot::chart).toList();
    }

    private void summaryTable(Page page, Quantity.Kind kind) {
        List<Quantity> quantities = samples.quantities().stream()
                .filter(quantity -> quantity.kind() == kind)
                .toList();
        page.table(
                Stream.concat(Stream.of("mean of the repetitions"), samples.variants().stream())
                        .toList(),
                quantities.stream()
                        .map(quantity -> Stream.concat(
                                        Stream.of(quantity.name()),
                                        samples.variants().stream()
                                                .map(variant ->
                                                        Samples.text(samples.of(variant, quantity), quantity.unit())))
                                .toList())
                        .toList());
    }

    private void latency(Page page) {
        if (charts.windows().isEmpty()) {
            return;
        }
        page.heading("Latency");
        page.panels(charts(charts.latencyBars()));
        summaryTable(page, Quantity.Kind.LATENCY);
        List<Plot> ofLoads = charts.quantiles(charts.windowsOfLoads());
        page.subheading("Distributions");
        page.note(
                "The higher in the plot, the more requests took longer; bold is the median of the repetitions, faint are the single ones.");
        page.panels(charts(charts.quantiles(charts.wholeWindows())));
        if (!ofLoads.isEmpty()) {
            page.folded("The same for each load", folded -> folded.panels(charts(ofLoads)));
        }
    }

    private void overTime(Page page) {
        List<String> names = charts.seriesNames();
        if (names.isEmpty()) {
            return;
        }
        page.heading("Over time");
        boolean several = run.variants().size() > 1;
        for (String name : names) {
            List<Chart> plots = charts(charts.overTime(name));
            if (several) {
                page.subheading(name).panels(plots);
            } else {
                plots.forEach(page::chart);
            }
        }
        page.folded("What happened when", this::events);
    }

    private void events(Page page) {
        List<List<String>> rows = new ArrayList<>();
        for (VariantResult variant : run.variants()) {
            variant.repetitions().stream()
                    .findFirst()
                    .ifPresent(first -> first.events()
                            .forEach(event -> rows.add(List.of(
                                    variant.name(),
                                    Unit.brief(event.tMs() / 1e3),
                                    event.untilMs() > event.tMs() ? Unit.brief(event.untilMs() / 1e3) : "",
                                    event.what()))));
        }
        page.note("Of the first repetition; those of all are in events.csv.");
        page.table(List.of("variant", "at (s)", "until (s)", "what"), rows);
    }

    private void everyRepetition(Page page) {
        page.folded("Every repetition", folded -> {
            for (VariantResult variant : run.variants()) {
                folded.subheading(variant.name());
                List<Map<Quantity, Double>> values =
                        variant.repetitions().stream().map(Quantity::of).toList();
                folded.table(
                        Stream.concat(
                                        Stream.of("figure"),
                                        IntStream.rangeClosed(1, values.size())
                                                .mapToObj(number -> "repetition " + number))
                                .toList(),
                        samples.quantities().stream()
                                .map(quantity -> Stream.concat(
                                                Stream.of(quantity.name()),
                                                values.stream()
                                                        .map(each -> Optional.ofNullable(each.get(quantity))
                                                                .map(value -> Unit.format(value, quantity.unit()))
                                                                .orElse("–")))
                                        .toList())
                                .toList());
                windows(folded, variant);
            }
        });
    }

    private static void windows(Page page, VariantResult variant) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < variant.repetitions().size(); i++) {
            String number = Integer.toString(i + 1);
            variant.repetitions()
                    .get(i)
                    .latencyUs()
                    .forEach((window, latency) -> rows.add(windowRow(window, number, latency)));
        }
        if (!rows.isEmpty()) {
            page.table(List.of("window", "repetition", "requests", "p50", "p90", "p99", "p99.9", "max"), rows);
        }
    }

    private static List<String> windowRow(String window, String number, Latency latency) {
        return List.of(
                window,
                number,
                Unit.format(latency.count(), "1"),
                quantile(latency.p50(), latency, 2),
                quantile(latency.p90(), latency, 10),
                quantile(latency.p99(), latency, 100),
                quantile(latency.p999(), latency, 1000),
                quantile(latency.max(), latency, 1));
    }

    private static String quantile(long micros, Latency latency, int oneIn) {
        return Quantity.isTold(latency, oneIn) ? Unit.format(micros, "us") : "–";
    }
}
