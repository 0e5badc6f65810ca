package io.slackline.testbed.demo;

import io.slackline.api.v1.Migration;
import io.slackline.testbed.measure.LatencyFigures;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The result as the tree whose names others rely on; docs/testbed.md explains each. */
final class DemoJson {
    private static final long SHARE_BUCKET_NANOS = 500_000_000;

    private final DemoResult result;
    private final Measurement measurement;

    private DemoJson(DemoResult result) {
        this.result = result;
        this.measurement = result.measurement();
    }

    static Map<String, Object> of(DemoResult result) {
        return new DemoJson(result).tree();
    }

    private Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("switch", result.options().switchKind().name().toLowerCase(Locale.ROOT));
        tree.put("nodes", result.options().nodes());
        tree.put("seconds", result.measured().seconds());
        tree.put("requests", requests());
        tree.put("warmup", warmup());
        Map<String, Object> latency = new LinkedHashMap<>();
        latency.put("before", latency(measurement.latencyIn(List.of(result.before()))));
        latency.put("migration", latency(measurement.latencyIn(result.windows())));
        latency.put("after", latency(measurement.latencyIn(List.of(result.after()))));
        tree.put("latency_us", latency);
        Map<String, Object> gaps = new LinkedHashMap<>();
        gaps.put("before", measurement.longestGapMicros(List.of(result.before())));
        gaps.put("migration", measurement.longestGapMicros(result.windows()));
        tree.put("longest_gap_us", gaps);
        tree.put("migrations", migrations());
        tree.put("share_by_node", shares());
        tree.put("slack_shift", shift());
        tree.put("stages", stages());
        tree.put("remarks", result.remarks());
        return tree;
    }

    private Map<String, Object> requests() {
        Measurement.Counts counts = measurement.counts(result.measured());
        Map<String, Object> requests = new LinkedHashMap<>();
        requests.put("sent", counts.sent());
        requests.put("ok", counts.good());
        requests.put("failed", counts.failed());
        requests.put("duplicated", result.duplicated());
        return requests;
    }

    private Map<String, Object> warmup() {
        Measurement.Counts measured = measurement.counts(result.measured());
        Map<String, Object> warmup = new LinkedHashMap<>();
        warmup.put("sent", measurement.log().size() - measured.sent());
        warmup.put("failed", result.failed() - measured.failed());
        return warmup;
    }

    static Map<String, Object> latency(LatencyFigures figures) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("p50", figures.p50());
        tree.put("p99", figures.p99());
        tree.put("p999", figures.p999());
        tree.put("count", figures.count());
        return tree;
    }

    private List<Map<String, Object>> migrations() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Migration migration : result.migrations()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("function", migration.getFunction());
            tree.put("from", migration.getFrom());
            tree.put("to", migration.getTo());
            tree.put("mode", migration.getMode().name().toLowerCase(Locale.ROOT));
            tree.put("cause", migration.getCause());
            tree.put("result", migration.getState().name());
            tree.put("flip_us", migration.getFlipUs());
            Map<String, Object> phases = new LinkedHashMap<>();
            for (String phase : List.of("warming", "syncing", "switching", "draining", "retiring")) {
                phases.put(phase, 0L);
            }
            for (Migration.Step step : migration.getStepsList()) {
                phases.computeIfPresent(step.getState().name().toLowerCase(Locale.ROOT), (_, _) -> step.getTookUs());
            }
            tree.put("phases_us", phases);
            all.add(tree);
        }
        return all;
    }

    private List<Map<String, Object>> shares() {
        List<Map<String, Object>> all = new ArrayList<>();
        List<String> functions = result.flowFunctions();
        for (String function : functions.stream().distinct().toList()) {
            for (Measurement.ShareBucket bucket : measurement.shares(
                    result.measured(),
                    SHARE_BUCKET_NANOS,
                    flow -> functions.get(flow).equals(function))) {
                bucket.answersByNode().forEach((node, answers) -> {
                    Map<String, Object> tree = new LinkedHashMap<>();
                    tree.put("t_ms", bucket.fromMillis());
                    tree.put("node", node);
                    tree.put("requests", answers);
                    tree.put("function", function);
                    all.add(tree);
                });
            }
        }
        return all;
    }

    private Map<String, Object> shift() {
        Map<String, Object> tree = new LinkedHashMap<>();
        result.shift().ifPresent(shift -> {
            tree.put("report_to_first_steered_us", shift.reportToFirstSteeredMicros());
            tree.put("report_to_next_request_us", shift.nextRequestMicros());
            tree.put("requests_to_old_node_after_report", shift.steeredToDroppedAfter());
        });
        return tree;
    }

    private List<Map<String, Object>> stages() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (DemoResult.StageSpan stage : result.stages()) {
            Span span = stage.span();
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", stage.stage().name().toLowerCase(Locale.ROOT));
            tree.put("from_ms", (span.fromNanos() - result.measured().fromNanos()) / 1_000_000);
            tree.put("to_ms", (span.toNanos() - result.measured().fromNanos()) / 1_000_000);
            tree.put("latency_us", latency(measurement.latencyIn(List.of(span))));
            all.add(tree);
        }
        return all;
    }
}
