package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.report.Page;
import io.slackline.testbed.report.Page.Cell;
import io.slackline.testbed.report.Unit;
import io.slackline.testbed.results.Comparison.Row;
import io.slackline.testbed.results.Comparison.Verdict;
import io.slackline.testbed.statistics.Difference;
import io.slackline.testbed.statistics.FalseDiscoveries;
import io.slackline.testbed.statistics.Interval;
import io.slackline.testbed.statistics.Sample;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the page of a run and the page of a comparison say alike. */
final class Passages {
    static final String NOT_KNOWN = "not known";

    private Passages() {}

    /** "3 of 4 judgements are met". */
    static String verdict(List<Judgement> judgements) {
        long met = judgements.stream().filter(Judgement::met).count();
        return judgements.isEmpty()
                ? "This experiment judges nothing."
                : met == judgements.size()
                        ? "All %d judgements are met.".formatted(met)
                        : "%d of %d judgements are not met.".formatted(judgements.size() - met, judgements.size());
    }

    static void judgements(Page page, RunResult run) {
        // What is not met comes first.
        page.verdict(verdict(run.judgements()))
                .checks(run.judgements().stream()
                        .sorted(Comparator.comparing(Judgement::met))
                        .map(each -> new Page.Check(
                                each.met(),
                                each.variant().isEmpty() ? each.what() : each.variant() + ": " + each.what(),
                                outcome(each)))
                        .toList());
    }

    /** "1.04, at most 1.1". */
    static String outcome(Judgement judgement) {
        String value = Double.isFinite(judgement.value())
                ? Unit.format(judgement.value(), judgement.unit())
                : "nothing was measured";
        return "%s; limit: %s %s"
                .formatted(value, judgement.comparison(), Unit.format(judgement.limit(), judgement.unit()));
    }

    /** All that tells one run from another. */
    static Map<String, String> properties(RunResult run) {
        RunResult.Machine machine = run.machine();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("experiment", run.experiment());
        properties.put("size", run.size());
        properties.put("switch", run.switchKind());
        properties.put("testbed", run.testbed());
        properties.put("repetitions", Integer.toString(run.repetitions()));
        properties.put(
                "variants",
                run.variants().stream().map(RunResult.VariantResult::name).collect(Collectors.joining(", ")));
        properties.put("started", run.started());
        properties.put("Slackline commit", machine.slacklineCommit());
        properties.put("CPU", machine.cpu());
        properties.put("cores", Integer.toString(machine.cores()));
        properties.put("memory", String.format(Locale.ROOT, "%,d MiB", machine.memoryMib()));
        properties.put("kernel", machine.kernel());
        properties.put("JDK", machine.jdk());
        properties.put("bmv2", machine.bmv2());
        properties.replaceAll((_, value) -> value.isBlank() ? NOT_KNOWN : value);
        return properties;
    }

    static String repetitions(int count) {
        return count == 1 ? "1 repetition" : count + " repetitions";
    }

    /** What the figures and their verdicts mean. */
    static void howToRead(Page page, int repetitions) {
        page.heading("How to read this");
        if (repetitions < Sample.FEWEST) {
            page.paragraph(
                    ("Too few repetitions: with %s nothing can be said of how much a figure varies, so there are no intervals and no verdicts. "
                                    + "Three are the least, five are better.")
                            .formatted(repetitions(repetitions)));
        } else {
            page.paragraph(
                    ("A figure is the mean of %d repetitions ± half its 95 %% confidence interval (Student's t); one of times is the geometric mean, with the interval in brackets. The repetition is the observation, not the request: "
                                    + "the p99 of each repetition counts once, because the requests of one repetition are not independent of each other. In plots, dots are single "
                                    + "repetitions, whiskers the interval; shaded around a line is what the repetitions span, the line is their median.")
                            .formatted(repetitions));
            page.paragraph(String.format(
                    Locale.ROOT,
                    "Two figures differ when Welch's test says so and the verdict survives the correction for many comparisons (Benjamini and Hochberg): of all differences"
                            + " called better, worse or different, at most %.0f %% are expected to be chance. \"No difference found\" is not \"equal\": the interval says how great a"
                            + " difference could have stayed hidden.",
                    100 * FalseDiscoveries.RATE));
        }
        page.paragraph(
                "Latency counts from the time at which the request was meant to go out, by an open-loop schedule, to the last byte of a checked answer. Failed is every request without"
                        + " exactly one good answer; those lost in flight on a node that died are among them. A quantile that no request lies beyond is left out.");
    }

    /** The comparison of one subject as a table; what never varied in a sentence below it. */
    static void differences(Page page, List<Row> rows, String first, String second) {
        page.cells(
                List.of("figure", "verdict", first, second, "difference", "95 % interval", "p"),
                rows.stream()
                        .filter(row -> row.verdict() != Verdict.SAME)
                        .map(Passages::difference)
                        .toList());
        String same = rows.stream()
                .filter(row -> row.verdict() == Verdict.SAME)
                .map(row -> row.quantity().name() + " " + Unit.brief(row.first().mean()))
                .collect(Collectors.joining(", "));
        if (!same.isEmpty()) {
            page.note("The same in every repetition: " + same + ".");
        }
    }

    private static List<Cell> difference(Row row) {
        String unit = row.quantity().unit();
        return List.of(
                Cell.plain(row.quantity().name()),
                new Cell(row.verdict().toString(), tone(row.verdict())),
                Cell.plain(Samples.text(row.first(), unit)),
                Cell.plain(Samples.text(row.second(), unit)),
                Cell.plain(change(row)),
                Cell.plain(interval(row)),
                Cell.plain(row.difference()
                        .probability()
                        .map(Passages::probability)
                        .orElse("–")));
    }

    /** Where figures with a good direction differ, and where not, in sentences; empty when there is nothing to say. */
    static List<String> findings(List<Row> all) {
        List<Row> rows = all.stream()
                .filter(row -> row.quantity().better() != Better.NONE)
                .toList();
        return Stream.of(Verdict.BETTER, Verdict.WORSE, Verdict.NOISE, Verdict.TOO_FEW)
                .map(verdict -> finding(rows, verdict))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> finding(List<Row> rows, Verdict verdict) {
        String said = rows.stream()
                .filter(row -> row.verdict() == verdict)
                .map(row -> switch (verdict) {
                    case BETTER, WORSE, DIFFERENT ->
                        "%s %s (%s)".formatted(row.quantity().name(), change(row), interval(row));
                    case NOISE, TOO_FEW, SAME -> row.quantity().name();
                })
                .collect(Collectors.joining("; "));
        String words = verdict.toString();
        return said.isEmpty()
                ? Optional.empty()
                : Optional.of(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ": " + said + ".");
    }

    private static String tone(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> Cell.GOOD;
            case WORSE -> Cell.BAD;
            case DIFFERENT, SAME, NOISE, TOO_FEW -> "";
        };
    }

    /** In per cent of the first or as a multiple of it, or, where that is 0, as it is. */
    static String change(Row row) {
        return row.verdict() == Verdict.SAME
                ? "–"
                : row.difference()
                        .percent()
                        .map(percent -> relative(percent, multiple(row)))
                        .orElseGet(() ->
                                signed(row.difference().value(), row.quantity().unit()));
    }

    static String interval(Row row) {
        return row.verdict() == Verdict.SAME
                ? "–"
                : row.difference()
                        .percentInterval()
                        .map(each -> relative(each.low(), multiple(row)) + " … " + relative(each.high(), multiple(row)))
                        .or(() -> row.difference()
                                .interval()
                                .map(each -> raw(each, row.quantity().unit())))
                        .orElse("–");
    }

    private static String raw(Interval interval, String unit) {
        return signed(interval.low(), unit) + " … " + signed(interval.high(), unit);
    }

    private static String signed(double value, String unit) {
        return (value > 0 ? "+" : "") + Unit.format(value, unit).replace('-', '−');
    }

    /** From twice the first on, a multiple reads better than hundredths. */
    private static boolean multiple(Row row) {
        Difference difference = row.difference();
        return difference.base() > 0 && difference.percent().orElse(0.0) >= 100;
    }

    /** "+4.2 %", "−35 %", or "3.1 ×" as a multiple. */
    private static String relative(double percent, boolean multiple) {
        return multiple
                ? Unit.brief(1 + percent / 100) + " ×"
                : String.format(Locale.ROOT, Math.abs(percent) < 10 ? "%+.1f %%" : "%+,.0f %%", percent)
                        .replace('-', '−');
    }

    private static String probability(double probability) {
        return probability < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", probability);
    }
}
