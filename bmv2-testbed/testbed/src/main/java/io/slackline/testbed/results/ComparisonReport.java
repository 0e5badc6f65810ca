package io.slackline.testbed.results;

import io.slackline.common.output.Table;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.report.Page;
import io.slackline.testbed.report.Page.Cell;
import io.slackline.testbed.report.QuantileChart;
import io.slackline.testbed.report.RowChart;
import io.slackline.testbed.report.Size;
import io.slackline.testbed.results.Comparison.Row;
import io.slackline.testbed.results.Comparison.Verdict;
import io.slackline.testbed.results.RunCharts.Plot;
import io.slackline.testbed.statistics.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Two runs side by side: what differs between them, and what of it is more than noise. */
public final class ComparisonReport {
    private static final String FIRST = "A";
    private static final String SECOND = "B";

    private final RunResult first;
    private final RunResult second;
    private final Comparison comparison;

    public ComparisonReport(RunResult first, RunResult second) {
        this.first = first;
        this.second = second;
        this.comparison = Comparison.ofRuns(first, second);
    }

    /** Writes {@code comparison.html}, {@code comparison.csv} and plots as SVG files; overwrites those of an earlier comparison. */
    public void write(Path directory) {
        ReportFiles files = new ReportFiles(directory);
        files.write("comparison.html", html());
        files.write("comparison.csv", csv());
        plots().forEach(plot -> files.write(plot.file() + ".svg", plot.chart().file()));
    }

    /** The differences for a terminal. */
    public String table() {
        return Table.<Row>empty()
                .text("VARIANT", Row::subject)
                .text("FIGURE", row -> row.quantity().name())
                .number(FIRST, row -> Samples.text(row.first(), row.quantity().unit()))
                .number(SECOND, row -> Samples.text(row.second(), row.quantity().unit()))
                .number("DIFFERENCE", Passages::change)
                .number("95 % INTERVAL", Passages::interval)
                .text("VERDICT", row -> row.verdict().toString())
                .render(comparison.rows())
                .strip();
    }

    /** The same as a tree, in raw units. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("verdict", verdict());
        tree.put(
                "differing_properties",
                differing().stream().map(each -> each.getFirst().text()).toList());
        tree.put(
                "figures",
                comparison.rows().stream().map(ComparisonReport::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Row row) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("variant", row.subject());
        tree.put("figure", row.quantity().name());
        tree.put("unit", row.quantity().unit());
        tree.put("a", row.first().mean());
        tree.put("b", row.second().mean());
        tree.put("difference", row.difference().value());
        row.difference()
                .interval()
                .ifPresent(interval -> tree.put("interval", List.of(interval.low(), interval.high())));
        row.difference().probability().ifPresent(probability -> tree.put("p", probability));
        tree.put("verdict", row.verdict().toString());
        return tree;
    }

    /** One sentence. */
    public String verdict() {
        long better = comparison.count(Verdict.BETTER);
        long worse = comparison.count(Verdict.WORSE);
        long different = comparison.count(Verdict.DIFFERENT);
        int all = comparison.rows().size();
        if (all == 0) {
            return "The runs have no variant in common: nothing can be compared.";
        }
        if (comparison.count(Verdict.TOO_FEW) == all) {
            return "Too few repetitions: at least %d of each are needed to tell a difference from noise."
                    .formatted(Sample.FEWEST);
        }
        if (better + worse + different == 0) {
            return "No difference found in %d figures.".formatted(all);
        }
        return "B against A, of %d figures: %d better, %d worse, %d otherwise different; in the rest no difference was found."
                .formatted(all, better, worse, different);
    }

    private String html() {
        Page page = new Page(
                first.experiment().equals(second.experiment())
                        ? "Two runs of " + first.experiment()
                        : first.experiment() + " and " + second.experiment());
        page.verdict(verdict());
        if (!first.experiment().equals(second.experiment())) {
            page.paragraph("These are different experiments: what they have in common need not mean the same.");
        }
        page.heading("What was different from the outset");
        if (differing().isEmpty()) {
            page.paragraph("Nothing that the runs tell.");
        } else {
            page.cells(List.of("", FIRST, SECOND), differing());
        }
        page.folded("What was the same", folded -> folded.cells(List.of("", FIRST, SECOND), same()));
        judgements(page);
        page.heading("Differences");
        if (!comparison.rows().isEmpty()) {
            page.note(
                    "B against A in per cent of A, with the 95 % interval; green is better, red worse, grey within the noise or without a good direction.");
            page.panels(differencePlots().stream().map(Plot::chart).toList());
            for (VariantResult variant : first.variants()) {
                List<Row> rows = comparison.rowsOf(variant.name());
                if (!rows.isEmpty()) {
                    page.subheading(variant.name());
                    Passages.differences(page, rows, FIRST, SECOND);
                }
            }
        }
        List<Plot> quantiles = quantilePlots();
        if (!quantiles.isEmpty()) {
            page.heading("Latency").panels(quantiles.stream().map(Plot::chart).toList());
        }
        Passages.howToRead(page, Math.min(first.repetitions(), second.repetitions()));
        return page.render();
    }

    private List<List<Cell>> differing() {
        return properties(true);
    }

    private List<List<Cell>> same() {
        return properties(false);
    }

    private List<List<Cell>> properties(boolean different) {
        Map<String, String> ofSecond = Passages.properties(second);
        return Passages.properties(first).entrySet().stream()
                .filter(property -> different != property.getValue().equals(ofSecond.get(property.getKey())))
                .map(property -> Stream.of(
                                property.getKey(),
                                property.getValue(),
                                ofSecond.getOrDefault(property.getKey(), Passages.NOT_KNOWN))
                        .map(Cell::plain)
                        .toList())
                .toList();
    }

    private void judgements(Page page) {
        page.heading("Judgements");
        List<List<Cell>> rows = new ArrayList<>();
        for (Judgement ofFirst : first.judgements()) {
            Optional<Judgement> ofSecond = second.judgements().stream()
                    .filter(each ->
                            each.what().equals(ofFirst.what()) && each.variant().equals(ofFirst.variant()))
                    .findFirst();
            rows.add(List.of(
                    Cell.plain(ofFirst.variant()),
                    Cell.plain(ofFirst.what()),
                    cell(Optional.of(ofFirst)),
                    cell(ofSecond)));
        }
        page.cells(List.of("variant", "what", FIRST, SECOND), rows);
    }

    private static Cell cell(Optional<Judgement> judgement) {
        return judgement
                .map(each -> new Cell(
                        (each.met() ? "✓ met: " : "✗ not met: ") + Passages.outcome(each),
                        each.met() ? Cell.GOOD : Cell.BAD))
                .orElse(Cell.plain("not judged"));
    }

    private List<Plot> plots() {
        return Stream.concat(differencePlots().stream(), quantilePlots().stream())
                .toList();
    }

    /** One for each variant. */
    private List<Plot> differencePlots() {
        return comparison.rows().stream()
                .map(Row::subject)
                .distinct()
                .map(variant -> new Plot(RunCharts.fileName("differences", variant), differences(variant)))
                .toList();
    }

    private RowChart differences(String variant) {
        RowChart chart = new RowChart("B against A, %").title(variant);
        for (Row row : comparison.rowsOf(variant)) {
            row.difference()
                    .percent()
                    .ifPresent(percent -> chart.row(new RowChart.Row(
                            row.quantity().name(),
                            percent,
                            row.difference().percentInterval(),
                            List.of(),
                            Passages.change(row),
                            tone(row.verdict()))));
        }
        return chart;
    }

    private static RowChart.Tone tone(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> RowChart.Tone.GOOD;
            case WORSE -> RowChart.Tone.BAD;
            case DIFFERENT, SAME, NOISE, TOO_FEW -> RowChart.Tone.PLAIN;
        };
    }

    /** One for each variant and window that both have. */
    private List<Plot> quantilePlots() {
        List<Plot> plots = new ArrayList<>();
        for (int i = 0; i < first.variants().size(); i++) {
            VariantResult ofFirst = first.variants().get(i);
            Optional<VariantResult> ofSecond = second.variant(ofFirst.name());
            for (String window : new RunCharts(first).windows()) {
                List<List<RunResult.Point>> a = RunCharts.distributions(ofFirst, window);
                List<List<RunResult.Point>> b = ofSecond.map(variant -> RunCharts.distributions(variant, window))
                        .orElse(List.of());
                if (!a.isEmpty() && !b.isEmpty()) {
                    QuantileChart chart = new QuantileChart("ms")
                            .title(ofFirst.name() + ", " + window)
                            .size(Size.PANEL);
                    RunCharts.addCurves(chart, FIRST, i, QuantileChart.Style.FIRST, a);
                    RunCharts.addCurves(chart, SECOND, i, QuantileChart.Style.SECOND, b);
                    plots.add(new Plot(RunCharts.fileName("distribution", ofFirst.name(), window), chart));
                }
            }
        }
        return plots;
    }

    private String csv() {
        Csv csv = new Csv(
                "variant",
                "figure",
                "unit",
                "a_repetitions",
                "a_mean",
                "b_repetitions",
                "b_mean",
                "difference",
                "low95",
                "high95",
                "p",
                "verdict");
        comparison
                .rows()
                .forEach(row -> csv.row(
                        row.subject(),
                        row.quantity().name(),
                        row.quantity().unit(),
                        row.first().size(),
                        row.first().mean(),
                        row.second().size(),
                        row.second().mean(),
                        row.difference().value(),
                        RunTables.low(row.difference().interval()),
                        RunTables.high(row.difference().interval()),
                        row.difference().probability().<Object>map(p -> p).orElse(""),
                        row.verdict()));
        return csv.toString();
    }
}
