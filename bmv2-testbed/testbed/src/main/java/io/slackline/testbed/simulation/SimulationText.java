package io.slackline.testbed.simulation;

import io.slackline.common.output.Json;
import io.slackline.common.output.OutputFormat;
import io.slackline.common.output.Table;
import io.slackline.common.output.YamlText;
import io.slackline.testbed.simulation.Calibration.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result in the form that was asked for. */
public final class SimulationText {
    private SimulationText() {}

    private record Line(String figure, String value) {}

    public static String of(String name, Plan plan, SimulationResult result, OutputFormat format) {
        return switch (format) {
            case TABLE -> table(plan, result);
            case JSON -> Json.pretty(tree(name, plan, result));
            case YAML -> YamlText.of(tree(name, plan, result)).strip();
        };
    }

    private static String table(Plan plan, SimulationResult result) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("nodes, functions", plan.nodes() + ", " + plan.functions()));
        lines.add(new Line(
                "requests", count(result.sent()) + " in " + result.simulated().toSeconds() + " s"));
        lines.add(new Line("failed", count(result.failed()) + (result.failed() == 0 ? "" : " " + result.failures())));
        lines.add(new Line("cold, forwarded", count(result.cold()) + ", " + count(result.forwarded())));
        lines.add(new Line("latency p50", result.p50() + " us"));
        lines.add(new Line("latency p99", result.p99() + " us"));
        lines.add(new Line("latency mean", number(result.meanMicros()) + " us"));
        lines.add(new Line("busiest node", number(result.busiest()) + " times the mean"));
        lines.add(new Line(
                "migrations",
                result.migrations().isEmpty() ? "0" : result.migrations().toString()));
        lines.add(new Line("packets in the switch", count(result.packets())));
        lines.add(new Line(
                "took",
                number(result.wallNanos() / 1e9) + " s, " + number(result.timesRealTime()) + " times real time"));
        return Table.<Line>empty()
                .text("FIGURE", Line::figure)
                .text("VALUE", Line::value)
                .render(lines)
                .strip();
    }

    private static Map<String, Object> tree(String name, Plan plan, SimulationResult result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("simulation", name);
        tree.put("nodes", plan.nodes());
        tree.put("functions", plan.functions());
        tree.put("seed", plan.seed());
        tree.put("simulated_s", result.simulated().toSeconds());
        Map<String, Object> requests = new LinkedHashMap<>();
        requests.put("sent", result.sent());
        requests.put("ok", result.ok());
        requests.put("failed", result.failed());
        requests.put("cold", result.cold());
        requests.put("forwarded", result.forwarded());
        tree.put("requests", requests);
        tree.put("failures", result.failures());
        Map<String, Object> latency = new LinkedHashMap<>();
        latency.put("p50", result.p50());
        latency.put("p90", result.latencyMicros().getValueAtPercentile(90));
        latency.put("p99", result.p99());
        latency.put("p999", result.latencyMicros().getValueAtPercentile(99.9));
        latency.put("max", result.latencyMicros().getMaxValue());
        latency.put("mean", result.meanMicros());
        tree.put("latency_us", latency);
        tree.put("busiest_node", result.busiest());
        tree.put("migrations", result.migrations());
        tree.put("packets", result.packets());
        tree.put("events", result.events());
        tree.put("wall_s", result.wallNanos() / 1e9);
        tree.put("times_real_time", result.timesRealTime());
        return tree;
    }

    /** A calibration, judged. */
    public static String of(Comparison compared, double tolerated, OutputFormat format) {
        Map<String, Object> tree = tree(compared, tolerated);
        return switch (format) {
            case TABLE ->
                Table.<Compared>empty()
                        .text("LATENCY", Compared::figure)
                        .number("TESTBED us", figure -> Long.toString(figure.testbed()))
                        .number("SIMULATOR us", figure -> Long.toString(figure.simulator()))
                        .number("ERROR", figure -> String.format(Locale.ROOT, "%+.1f %%", 100 * figure.error()))
                        .render(figures(compared))
                        .strip();
            case JSON -> Json.pretty(tree);
            case YAML -> YamlText.of(tree).strip();
        };
    }

    private record Compared(String figure, long testbed, long simulator) {
        double error() {
            return (double) simulator / testbed - 1;
        }
    }

    private static List<Compared> figures(Comparison compared) {
        var simulated = compared.simulator().latencyMicros();
        return List.of(
                new Compared("p50", compared.testbed().p50(), simulated.getValueAtPercentile(50)),
                new Compared("p90", compared.testbed().p90(), simulated.getValueAtPercentile(90)),
                new Compared("p99", compared.testbed().p99(), simulated.getValueAtPercentile(99)),
                new Compared("p99.9", compared.testbed().p999(), simulated.getValueAtPercentile(99.9)));
    }

    private static Map<String, Object> tree(Comparison compared, double tolerated) {
        Map<String, Object> latencies = new LinkedHashMap<>();
        for (Compared each : figures(compared)) {
            Map<String, Object> sides = new LinkedHashMap<>();
            sides.put("testbed_us", each.testbed());
            sides.put("simulator_us", each.simulator());
            sides.put("error", each.error());
            latencies.put(each.figure(), sides);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("calibration", latencies);
        tree.put("rate", compared.rate());
        tree.put("requests", compared.requests());
        tree.put("failed", compared.failed());
        tree.put("tolerated", tolerated);
        tree.put("within", compared.within(tolerated));
        return tree;
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}
