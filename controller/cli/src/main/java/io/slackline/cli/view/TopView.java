package io.slackline.cli.view;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.FunctionTraffic;
import io.slackline.api.v1.LatencySummary;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Placement;
import io.slackline.cli.options.Converters;
import io.slackline.common.output.Table;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Everything on one screen; rates and shares are those since the sample before. */
public final class TopView {
    private static final int BAR = 20;
    private static final int MIGRATIONS = 8;

    private static final Table<Node> NODES = Table.<Node>empty()
            .text("NODE", node -> node.getDescription().getName())
            .text("STATE", node -> Converters.kebab(node.getState()))
            .text("TIER", node -> Converters.kebab(node.getDescription().getTier()))
            .text("SLACK", TopView::bar)
            .number("MILLICORES", node -> Words.millicores(node.getSlack().getSlackMillicores()))
            .number("AT-SWITCH", Words::atSwitch)
            .number("AGE", Words::reportAge)
            .number("NF", node -> Words.millicores(node.getSlack().getNfMillicores()))
            .number("FUNCTIONS", node -> Words.millicores(node.getSlack().getFunctionMillicores()))
            .text(
                    "HOSTS",
                    node -> node.getFunctionsList().stream()
                            .map(FunctionStatus::getFunction)
                            .collect(Collectors.joining(",")));

    private static final Table<Row> FUNCTIONS = Table.<Row>empty()
            .text("FUNCTION", row -> row.function().getSpec().getName())
            .text("CLASS", row -> Converters.kebab(row.function().getSpec().getClass_()))
            .text("MODE", row -> Converters.kebab(row.function().getSteering().getMode()))
            .number("REQUESTS/S", Row::requests)
            .number("P50", row -> latency(row.function(), Percentile.MEDIAN))
            .number("P99", row -> latency(row.function(), Percentile.TAIL))
            .number(
                    "IN-FLIGHT",
                    row -> row.function().getPlacementsList().stream()
                            .mapToInt(placement -> placement.getStatus().getInFlight())
                            .sum())
            .text("SHARES", Row::shares)
            .number("OFFLOADED", row -> Words.offloaded(row.function()))
            .text("MIGRATION", row -> row.function().getMigration());

    private static final Table<Migration> MOVES = Table.<Migration>empty()
            .text("MIGRATION", Migration::getId)
            .text("FUNCTION", Migration::getFunction)
            .text("FROM", Migration::getFrom)
            .text("TO", Migration::getTo)
            .text("STATE", migration -> Converters.kebab(migration.getState()))
            .text("CAUSE", Migration::getCause)
            .text("STARTED", migration -> Words.instant(migration.getStartedUs()))
            .number("TOOK", Words::took)
            .text("REASON", Migration::getReason);

    private MetricsSample before = MetricsSample.getDefaultInstance();
    private final Map<String, Long> completedBefore = new HashMap<>();

    private enum Percentile {
        MEDIAN,
        TAIL
    }

    private record Row(Function function, String requests, String shares) {}

    /** Takes a sample as the one before the next. */
    public void see(MetricsSample sample) {
        before = sample;
        completedBefore.clear();
        completed(sample).forEach(completedBefore::put);
    }

    /** One frame: a headline and three tables. */
    public String render(MetricsSample sample, List<Function> functions, List<Migration> migrations) {
        var completed = completed(sample);
        var rows = functions.stream()
                .map(function -> new Row(function, rate(sample, function, completed), shares(sample, function)))
                .toList();
        long ready = sample.getNodesList().stream()
                .filter(node -> node.getState() == Node.State.READY)
                .count();
        long moving = migrations.stream()
                .filter(migration -> migration.getEndedUs() == 0)
                .count();
        var text = String.format(
                        Locale.ROOT,
                        "%s   nodes %d of %d ready   functions %d   migrations under way %d%n%n",
                        Words.instant(sample.getAtUs()),
                        ready,
                        sample.getNodesCount(),
                        functions.size(),
                        moving)
                + NODES.render(sample.getNodesList())
                + "\n" + FUNCTIONS.render(rows)
                + "\n" + MOVES.render(migrations.stream().limit(MIGRATIONS).toList());
        see(sample);
        return text;
    }

    private static String bar(Node node) {
        var slack = node.getSlack();
        if (slack.getBudgetMillicores() == 0) {
            return "";
        }
        int full =
                Math.clamp(Math.round((float) BAR * slack.getSlackMillicores() / slack.getBudgetMillicores()), 0, BAR);
        return "#".repeat(full) + ".".repeat(BAR - full);
    }

    /** By function: requests answered on all nodes. */
    private static Map<String, Long> completed(MetricsSample sample) {
        return sample.getNodesList().stream()
                .flatMap(node -> node.getFunctionsList().stream())
                .collect(Collectors.toMap(FunctionStatus::getFunction, FunctionStatus::getCompleted, Long::sum));
    }

    private String rate(MetricsSample sample, Function function, Map<String, Long> completed) {
        long micros = sample.getAtUs() - before.getAtUs();
        var name = function.getSpec().getName();
        if (before.getAtUs() == 0 || micros <= 0 || !completedBefore.containsKey(name)) {
            return "";
        }
        long answered = Math.max(0, completed.getOrDefault(name, 0L) - completedBefore.get(name));
        return Long.toString(Math.round(answered * 1e6 / micros));
    }

    private String shares(MetricsSample sample, Function function) {
        var then = traffic(before, function);
        var since = new TreeMap<String, Long>();
        traffic(sample, function)
                .forEach((node, packets) -> since.put(node, Math.max(0, packets - then.getOrDefault(node, packets))));
        long all = since.values().stream().mapToLong(Long::longValue).sum();
        return since.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getKey() + " " + Math.round(100.0 * entry.getValue() / all) + "%")
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Long> traffic(MetricsSample sample, Function function) {
        return sample.getFunctionsList().stream()
                .filter(traffic ->
                        traffic.getFunction().equals(function.getSpec().getName()))
                .map(FunctionTraffic::getSteeredPacketsMap)
                .findFirst()
                .orElse(Map.of());
    }

    /** The median is that of the busiest node, the 99th percentile that of the slowest: percentiles of several nodes cannot be added up. */
    private static String latency(Function function, Percentile percentile) {
        var latencies = function.getPlacementsList().stream()
                .map(Placement::getStatus)
                .map(FunctionStatus::getLatency)
                .filter(latency -> latency.getCount() > 0)
                .toList();
        if (latencies.isEmpty()) {
            return "";
        }
        return Words.micros(
                switch (percentile) {
                    case MEDIAN ->
                        latencies.stream()
                                .max(Comparator.comparingLong(LatencySummary::getCount))
                                .orElseThrow()
                                .getP50Us();
                    case TAIL ->
                        latencies.stream()
                                .mapToLong(LatencySummary::getP99Us)
                                .max()
                                .orElseThrow();
                });
    }
}
