package io.slackline.testbed.demo;

import io.slackline.api.v1.Migration;
import io.slackline.common.output.Table;
import io.slackline.testbed.measure.LatencyFigures;
import io.slackline.testbed.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result for people, on a terminal. */
final class DemoTable {
    private DemoTable() {}

    static String of(DemoResult result) {
        Measurement measurement = result.measurement();
        StringBuilder text = new StringBuilder();
        Measurement.Counts counts = measurement.counts(result.measured());
        text.append(String.format(
                Locale.ROOT,
                "%d requests in %.1f s (%.0f/s): %d failed, %d duplicated; during warm-up %d failed%n%n",
                counts.sent(),
                result.measured().seconds(),
                counts.sent() / result.measured().seconds(),
                counts.failed(),
                result.duplicated(),
                result.failed() - counts.failed()));

        List<Row> rows = new ArrayList<>();
        result.stages()
                .forEach(stage -> rows.add(new Row(
                        stage.stage().label(),
                        measurement.latencyIn(List.of(stage.span())),
                        measurement.longestGapMicros(List.of(stage.span())))));
        rows.add(new Row(
                "within the migrations",
                measurement.latencyIn(result.windows()),
                measurement.longestGapMicros(result.windows())));
        text.append(Table.<Row>empty()
                .text("LATENCY (ms)", Row::name)
                .number("REQUESTS", row -> row.latency().count())
                .number("P50", row -> millis(row.latency().p50()))
                .number("P99", row -> millis(row.latency().p99()))
                .number("P99.9", row -> millis(row.latency().p999()))
                .number("MAX", row -> millis(row.latency().max()))
                .number("LONGEST GAP", row -> millis(row.gapMicros()))
                .render(rows));
        text.append(System.lineSeparator());

        text.append(Table.<Migration>empty()
                .text("MIGRATION", Migration::getFunction)
                .text("FROM", Migration::getFrom)
                .text("TO", Migration::getTo)
                .text("MODE", migration -> migration.getMode().name().toLowerCase(Locale.ROOT))
                .text("CAUSE", Migration::getCause)
                .text("RESULT", Migration::getState)
                .number("FLIP (ms)", migration -> millis(migration.getFlipUs()))
                .number("WHOLE (ms)", migration -> millis(migration.getEndedUs() - migration.getStartedUs()))
                .render(result.migrations()));
        text.append(System.lineSeparator());

        result.shift()
                .ifPresentOrElse(
                        shift -> text.append(String.format(
                                Locale.ROOT,
                                "slack: report to first request steered away %d µs, of which %d µs until the next request came; "
                                        + "%d requests still went to the old node after the report%n",
                                shift.reportToFirstSteeredMicros(),
                                shift.nextRequestMicros(),
                                shift.steeredToDroppedAfter())),
                        () -> text.append(
                                String.format("slack: the switch did not steer away from the squeezed node%n")));
        result.remarks().forEach(remark -> text.append("note: ").append(remark).append(System.lineSeparator()));
        return text.toString();
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1e3);
    }

    private record Row(String name, LatencyFigures latency, long gapMicros) {}
}
