package io.slackline.controller.web;

import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Switch;
import io.slackline.api.v1.SwitchSlack;
import io.slackline.controller.api.Views;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the controller knows as Prometheus text; docs/operations.md lists the names. */
final class Metrics {
    private Metrics() {}

    static String text(Views views) {
        var text = new PrometheusText();
        var sample = views.sample();
        nodes(text, sample.getNodesList());
        hosted(text, sample.getNodesList());
        text.family(
                "slackline_function_steered_packets_total", "counter", "Packets that the switches sent to the node");
        for (var function : sample.getFunctionsList()) {
            function.getSteeredPacketsMap()
                    .forEach((node, packets) -> text.sample(packets, "function", function.getFunction(), "node", node));
        }
        text.family(
                "slackline_class_offloaded_packets_total",
                "counter",
                "Packets of functions of the class that went to offload groups, by tier of the node");
        for (var one : sample.getClassesList()) {
            text.sample(one.getOffloadedHorizontalPackets(), "class", word(one.getClass_()), "tier", "edge");
            text.sample(one.getOffloadedVerticalPackets(), "class", word(one.getClass_()), "tier", "cloud");
        }
        text.family("slackline_class_steered_packets_total", "counter", "Packets of functions of the class");
        sample.getClassesList().forEach(one -> text.sample(one.getSteeredPackets(), "class", word(one.getClass_())));
        switches(text, views.switches());
        migrations(text, views.latestMigrations(Integer.MAX_VALUE));
        return text.toString();
    }

    private static void nodes(PrometheusText text, List<Node> nodes) {
        text.family("slackline_node_up", "gauge", "1 while the node's agent is connected");
        nodes.forEach(node -> text.sample(node.getState() == Node.State.AWAY ? 0 : 1, "node", name(node)));
        text.family("slackline_node_slack_millicores", "gauge", "Slack as the agent tells it");
        nodes.forEach(node -> text.sample(node.getSlack().getSlackMillicores(), "node", name(node)));
        text.family("slackline_node_nf_millicores", "gauge", "CPU of the network functions");
        nodes.forEach(node -> text.sample(node.getSlack().getNfMillicores(), "node", name(node)));
        text.family("slackline_node_function_millicores", "gauge", "CPU of the functions");
        nodes.forEach(node -> text.sample(node.getSlack().getFunctionMillicores(), "node", name(node)));
        text.family(
                "slackline_switch_slack_millicores",
                "gauge",
                "Slack as the switch's registers hold it; 0 when it does not choose the node");
        nodes.forEach(node -> node.getSwitchSlackList()
                .forEach(slack -> text.sample(
                        slack.getStanding() == SwitchSlack.Standing.FIT ? slack.getSlackMillicores() : 0,
                        "node",
                        name(node),
                        "switch",
                        slack.getSwitch())));
        text.family(
                "slackline_switch_report_age_seconds",
                "gauge",
                "Age of the node's last report in the switch's registers, when probed");
        nodes.forEach(node -> node.getSwitchSlackList()
                .forEach(
                        slack -> text.sample(slack.getAgeUs() / 1e6, "node", name(node), "switch", slack.getSwitch())));
    }

    private static void hosted(PrometheusText text, List<Node> nodes) {
        text.family("slackline_function_completed_total", "counter", "Requests that instances answered");
        each(
                nodes,
                (node, status) -> text.sample(status.getCompleted(), "function", status.getFunction(), "node", node));
        text.family("slackline_function_forwarded_total", "counter", "Requests that another agent answered");
        each(
                nodes,
                (node, status) -> text.sample(status.getForwarded(), "function", status.getFunction(), "node", node));
        text.family("slackline_function_failed_total", "counter", "Requests that the agent refused or failed");
        each(nodes, (node, status) -> text.sample(status.getFailed(), "function", status.getFunction(), "node", node));
        text.family("slackline_function_in_flight", "gauge", "Requests accepted and not answered");
        each(
                nodes,
                (node, status) -> text.sample(status.getInFlight(), "function", status.getFunction(), "node", node));
        text.family("slackline_function_latency_p99_seconds", "gauge", "At the agent, over its last interval");
        each(
                nodes,
                (node, status) -> text.sample(
                        status.getLatency().getP99Us() / 1e6, "function", status.getFunction(), "node", node));
    }

    private interface Hosted {
        void accept(String node, FunctionStatus status);
    }

    private static void each(List<Node> nodes, Hosted hosted) {
        nodes.forEach(node -> node.getFunctionsList().forEach(status -> hosted.accept(name(node), status)));
    }

    private static void switches(PrometheusText text, List<Switch> switches) {
        text.family(
                "slackline_switch_ready",
                "gauge",
                "1 while the controller masters the switch and it holds what is wanted");
        switches.forEach(one -> text.sample(one.getState() == Switch.State.READY ? 1 : 0, "switch", one.getName()));
        text.family("slackline_switch_entries", "gauge", "Entries of each table");
        switches.forEach(one -> one.getEntriesMap()
                .forEach((table, entries) -> text.sample(entries, "switch", one.getName(), "table", table)));
        text.family(
                "slackline_switch_packets_total", "counter", "Packets by what became of them, see docs/dataplane.md");
        switches.forEach(one -> one.getCausesMap()
                .forEach((cause, packets) -> text.sample(packets, "switch", one.getName(), "cause", cause)));
    }

    private static void migrations(PrometheusText text, List<Migration> migrations) {
        text.family("slackline_migrations", "gauge", "Migrations that are remembered, by state and cause");
        Map<List<String>, Long> counts = migrations.stream()
                .collect(Collectors.groupingBy(
                        migration -> List.of(word(migration.getState()), migration.getCause()), Collectors.counting()));
        counts.forEach((key, count) -> text.sample(count, "state", key.getFirst(), "cause", key.getLast()));
        text.family(
                "slackline_migration_last_flip_seconds",
                "gauge",
                "From warm to switched, of the latest migration that has switched");
        migrations.stream()
                .filter(migration -> migration.getFlipUs() > 0)
                .findFirst()
                .ifPresent(migration -> text.sample(migration.getFlipUs() / 1e6));
    }

    private static String name(Node node) {
        return node.getDescription().getName();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
