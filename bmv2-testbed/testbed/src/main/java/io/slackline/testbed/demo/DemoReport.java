package io.slackline.testbed.demo;

import io.slackline.api.v1.Migration;
import io.slackline.common.output.Json;
import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.measure.LatencyFigures;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.report.Page;
import io.slackline.testbed.report.Scale;
import io.slackline.testbed.report.TimeChart;
import io.slackline.testbed.report.TimeChart.Point;
import io.slackline.testbed.report.TimeChart.Series;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The result as files: report.html, result.json, requests.csv, logs. */
public final class DemoReport {
    private static final long LATENCY_BUCKET_NANOS = 200_000_000;
    private static final long SHARE_BUCKET_NANOS = 250_000_000;
    private static final int COLORS = 8;

    private final DemoResult result;
    private final Measurement measurement;
    private final List<String> nodes;

    private DemoReport(DemoResult result) {
        this.result = result;
        this.measurement = result.measurement();
        TreeSet<String> names = new TreeSet<>();
        result.slack().forEach(point -> names.addAll(point.millicoresByNode().keySet()));
        names.addAll(measurement.log().nodes());
        this.nodes = List.copyOf(names);
    }

    /** Writes all files; the directory is made when absent, files of an earlier run are overwritten. */
    public static void write(DemoResult result, Path directory, Path logs) throws IOException {
        Files.createDirectories(directory.resolve("logs"));
        DemoReport report = new DemoReport(result);
        Files.writeString(directory.resolve("report.html"), report.html());
        Files.writeString(directory.resolve("result.json"), Json.pretty(DemoJson.of(result)) + "\n");
        report.csv(directory.resolve("requests.csv"));
        try (Stream<Path> files = Files.list(logs)) {
            for (Path log : files.toList()) {
                Files.copy(
                        log, directory.resolve("logs").resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void csv(Path file) throws IOException {
        RequestLog log = measurement.log();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("intended_us,latency_us,flow,function,node,outcome\n");
            for (int id = 0; id < log.size(); id++) {
                String node =
                        log.node(id) == RequestLog.NO_NODE ? "" : log.nodes().get(log.node(id));
                long latency =
                        log.outcome(id) == Outcome.OK ? (log.completedNanos(id) - log.intendedNanos(id)) / 1000 : -1;
                out.write("%d,%d,\"%s\",%s,%s,%s\n"
                        .formatted(
                                (log.intendedNanos(id) - result.measured().fromNanos()) / 1000,
                                latency,
                                log.flows().get(log.flow(id)),
                                result.flowFunctions().get(log.flow(id)),
                                node,
                                log.outcome(id)));
            }
        }
    }

    private String html() {
        Measurement.Counts counts = measurement.counts(result.measured());
        Page page = new Page("Slackline: functions on the move");
        page.verdict(
                "%d requests, %d failed, %d duplicated".formatted(counts.sent(), result.failed(), result.duplicated()));
        page.paragraph(String.format(
                Locale.ROOT,
                "%d nodes behind the %s switch, %.0f requests per second for %.1f s, on real packets between network namespaces of one"
                        + " machine. Latency counts from the intended send time of an open-loop schedule to the last byte of a checked answer."
                        + " Shaded: migrations, from the request to the end of retiring.",
                result.options().nodes(),
                result.options().switchKind().name().toLowerCase(Locale.ROOT),
                counts.sent() / result.measured().seconds(),
                result.measured().seconds()));
        page.heading("Latency over time").chart(latencyChart());
        page.table(List.of("ms", "requests", "p50", "p90", "p99", "p99.9", "max", "longest gap"), latencyRows());
        for (String function : result.flowFunctions().stream().distinct().toList()) {
            page.heading("Requests of " + function + " by node").chart(shareChart(function));
        }
        page.heading("Slack by node").chart(slackChart());
        result.shift()
                .ifPresent(shift -> page.paragraph(
                        ("From the report that dropped one node below the other to the first request steered"
                                        + " away: %d µs on the wire, of which %d µs until the next request came. %d requests that came after the"
                                        + " report still went to the old node.")
                                .formatted(
                                        shift.reportToFirstSteeredMicros(),
                                        shift.nextRequestMicros(),
                                        shift.steeredToDroppedAfter())));
        page.heading("Migrations")
                .table(
                        List.of(
                                "function",
                                "from",
                                "to",
                                "mode",
                                "cause",
                                "result",
                                "flip (ms)",
                                "whole (ms)",
                                "steps (ms)"),
                        result.migrations().stream()
                                .map(DemoReport::migrationRow)
                                .toList());
        result.remarks().forEach(remark -> page.paragraph("Note: " + remark));
        return page.render();
    }

    private double seconds(long nanos) {
        return (nanos - result.measured().fromNanos()) / 1e9;
    }

    private TimeChart chart(String unit, Scale scale) {
        TimeChart chart = new TimeChart(unit, result.measured().seconds(), scale);
        for (int i = 0; i < result.windows().size(); i++) {
            Migration migration = result.migrations().get(i);
            Span window = result.windows().get(i);
            chart.band(
                    "%s: %s → %s".formatted(migration.getFunction(), migration.getFrom(), migration.getTo()),
                    seconds(window.fromNanos()),
                    seconds(window.toNanos()));
        }
        result.stages().stream()
                .skip(1)
                .forEach(stage ->
                        chart.mark(stage.stage().label(), seconds(stage.span().fromNanos())));
        return chart;
    }

    private TimeChart latencyChart() {
        List<Measurement.LatencyPoint> points = measurement.latencyOverTime(result.measured(), LATENCY_BUCKET_NANOS);
        return chart("ms", Scale.LOGARITHMIC)
                .line(latencySeries("p50", 0, points, LatencyFigures::p50))
                .line(latencySeries("p99", 1, points, LatencyFigures::p99))
                .line(latencySeries("max", 7, points, LatencyFigures::max));
    }

    private static Series latencySeries(
            String name,
            int color,
            List<Measurement.LatencyPoint> points,
            java.util.function.ToLongFunction<LatencyFigures> figure) {
        return new Series(
                name,
                color,
                points.stream()
                        .map(point -> new Point(point.seconds(), figure.applyAsLong(point.latency()) / 1e3))
                        .toList());
    }

    private TimeChart shareChart(String function) {
        List<Measurement.ShareBucket> buckets = measurement.shares(
                result.measured(),
                SHARE_BUCKET_NANOS,
                flow -> result.flowFunctions().get(flow).equals(function));
        TimeChart chart = chart("requests/s", Scale.LINEAR);
        for (int i = 0; i < nodes.size(); i++) {
            String node = nodes.get(i);
            chart.area(new Series(
                    node,
                    i % COLORS,
                    buckets.stream()
                            .map(bucket -> new Point(
                                    bucket.fromMillis() / 1e3,
                                    bucket.answersByNode().getOrDefault(node, 0) * 1e9 / SHARE_BUCKET_NANOS))
                            .toList()));
        }
        return chart;
    }

    private TimeChart slackChart() {
        TimeChart chart = chart("milli-cores", Scale.LINEAR);
        for (int i = 0; i < nodes.size(); i++) {
            String node = nodes.get(i);
            List<Point> points = result.slack().stream()
                    .filter(point -> result.measured().contains(point.atNanos()))
                    .map(point -> new Point(
                            seconds(point.atNanos()), point.millicoresByNode().getOrDefault(node, 0)))
                    .toList();
            chart.line(new Series(node, i % COLORS, points));
        }
        return chart;
    }

    private List<List<String>> latencyRows() {
        List<List<String>> rows = new ArrayList<>();
        result.stages().forEach(stage -> rows.add(row(stage.stage().label(), List.of(stage.span()))));
        rows.add(row("within the migrations", result.windows()));
        return rows;
    }

    private List<String> row(String name, List<Span> spans) {
        LatencyFigures latency = measurement.latencyIn(spans);
        return List.of(
                name,
                Long.toString(latency.count()),
                millis(latency.p50()),
                millis(latency.p90()),
                millis(latency.p99()),
                millis(latency.p999()),
                millis(latency.max()),
                millis(measurement.longestGapMicros(spans)));
    }

    private static List<String> migrationRow(Migration migration) {
        List<String> steps = migration.getStepsList().stream()
                .filter(step -> step.getTookUs() > 0)
                .map(step -> step.getState().name().toLowerCase(Locale.ROOT) + " " + millis(step.getTookUs()))
                .toList();
        return List.of(
                migration.getFunction(),
                migration.getFrom(),
                migration.getTo(),
                migration.getMode().name().toLowerCase(Locale.ROOT),
                migration.getCause(),
                migration.getState().name(),
                millis(migration.getFlipUs()),
                millis(migration.getEndedUs() - migration.getStartedUs()),
                String.join(", ", steps));
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1e3);
    }
}
