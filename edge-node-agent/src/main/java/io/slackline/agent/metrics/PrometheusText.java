package io.slackline.agent.metrics;

import io.slackline.agent.slack.SlackState;
import io.slackline.api.v1.FunctionStatus;
import java.util.List;
import java.util.function.ToLongFunction;

/** Writes the text exposition format, version 0.0.4, of Prometheus. */
public final class PrometheusText {
    private final StringBuilder text = new StringBuilder(1024);
    private final String node;

    public PrometheusText(String node) {
        this.node = node;
    }

    public PrometheusText slack(SlackState slack) {
        gauge("slackline_budget_millicores", "CPU that NFs and functions share", slack.budgetMillicores());
        gauge("slackline_nf_millicores", "CPU that the NFs took in the last window", slack.nfMillicores());
        gauge(
                "slackline_nf_predicted_millicores",
                "CPU that the NFs are expected to take next",
                slack.predictedMillicores());
        gauge(
                "slackline_function_millicores",
                "CPU that the functions took in the last window",
                slack.functionMillicores());
        gauge("slackline_slack_millicores", "CPU that functions may take", slack.slackMillicores());
        gauge(
                "slackline_cpu_pressure_permille",
                "Share of time that some task waited for a CPU",
                slack.psiCpuPermille());
        return this;
    }

    public PrometheusText functions(List<FunctionStatus> all) {
        perFunction(
                "slackline_in_flight", "gauge", "Requests accepted and not answered", all, FunctionStatus::getInFlight);
        perFunction("slackline_open_connections", "gauge", "HTTP connections", all, FunctionStatus::getOpenConnections);
        perFunction(
                "slackline_completed_total",
                "counter",
                "Requests that the function answered",
                all,
                FunctionStatus::getCompleted);
        perFunction(
                "slackline_forwarded_total",
                "counter",
                "Requests that another agent answered",
                all,
                FunctionStatus::getForwarded);
        perFunction(
                "slackline_failed_total",
                "counter",
                "Requests that the agent refused or failed",
                all,
                FunctionStatus::getFailed);
        perFunction(
                "slackline_instance_state",
                "gauge",
                "State of the instance: 1 cold, 2 warming, 3 warm, 4 busy, 5 draining, 6 gone, 7 failed",
                all,
                FunctionStatus::getStateValue);
        return this;
    }

    public PrometheusText counter(String name, String help, long value) {
        return sample(name, "counter", help, value);
    }

    public PrometheusText gauge(String name, String help, long value) {
        return sample(name, "gauge", help, value);
    }

    private PrometheusText sample(String name, String type, String help, long value) {
        head(name, type, help);
        text.append(name)
                .append("{node=\"")
                .append(node)
                .append("\"} ")
                .append(value)
                .append('\n');
        return this;
    }

    private void perFunction(
            String name, String type, String help, List<FunctionStatus> all, ToLongFunction<FunctionStatus> value) {
        head(name, type, help);
        for (var status : all) {
            text.append(name)
                    .append("{node=\"")
                    .append(node)
                    .append("\",function=\"")
                    .append(status.getFunction())
                    .append("\"} ")
                    .append(value.applyAsLong(status))
                    .append('\n');
        }
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
