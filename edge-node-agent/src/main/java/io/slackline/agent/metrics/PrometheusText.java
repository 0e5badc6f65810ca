package io.slackline.agent.metrics;

import io.slackline.agent.harvest.HarvestState;
import io.slackline.agent.harvest.HarvestState.NfState;
import io.slackline.agent.slack.SlackState;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.PoolStatus;
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
        gauge("slackline_available_millicores", "CPU that functions may take", slack.availableMillicores());
        gauge("slackline_slack_millicores", "CPU that a request more would find", slack.slackMillicores());
        gauge(
                "slackline_cpu_pressure_permille",
                "Share of time that some task waited for a CPU",
                slack.psiCpuPermille());
        return this;
    }

    public PrometheusText harvest(HarvestState state) {
        gauge("slackline_harvest_on", "1 while NFs are harvested for functions", state.on() ? 1 : 0);
        gauge(
                "slackline_harvested_millicores",
                "CPU that NFs take less than without harvesting",
                state.harvestedMillicores());
        gauge(
                "slackline_avoidable_millicores",
                "CPU that NFs took and would not while functions run",
                state.avoidableMillicores());
        counter("slackline_harvest_mode_changes_total", "Changes of how long packets are held", state.modeChanges());
        counter("slackline_harvest_back_offs_total", "NFs that left their bounds while harvested", state.backOffs());
        perNf("slackline_nf_hold_microseconds", "How long packets may be held now", state, NfState::holdMicros);
        perNf("slackline_nf_best_hold_microseconds", "Hold at the inflection point", state, NfState::bestHoldMicros);
        perNf("slackline_nf_used_millicores", "CPU of the NF in the last window", state, NfState::millicores);
        perNf(
                "slackline_nf_baseline_millicores",
                "CPU of the NF without harvesting",
                state,
                NfState::baselineMillicores);
        perNf("slackline_nf_latency_p99_microseconds", "Latency at the best hold", state, NfState::p99Micros);
        perNf(
                "slackline_nf_baseline_latency_p99_microseconds",
                "Latency without harvesting",
                state,
                NfState::baselineP99Micros);
        perNf(
                "slackline_nf_delivered_permille",
                "Share of packets that got through",
                state,
                NfState::deliveredPermille);
        perNf("slackline_nf_packets_per_second", "Packets in the last window", state, NfState::packetsPerSecond);
        return this;
    }

    private void perNf(String name, String help, HarvestState state, ToLongFunction<NfState> value) {
        head(name, "gauge", help);
        for (var nf : state.nfs()) {
            text.append(name)
                    .append("{node=\"")
                    .append(node)
                    .append("\",nf=\"")
                    .append(nf.tag().nf())
                    .append("\",size=\"")
                    .append(nf.tag().packetBytes())
                    .append("\"} ")
                    .append(value.applyAsLong(nf))
                    .append('\n');
        }
    }

    public PrometheusText pool(PoolStatus pool) {
        gauge("slackline_pool_memory_mib", "Memory counted for instances", pool.getMemoryUsedMib());
        gauge("slackline_pool_instances", "Instances that start, serve or are parked", pool.getInstances());
        counter(
                "slackline_pool_evictions_total",
                "Instances that were stopped for want of room or use",
                pool.getEvictions());
        counter("slackline_prewarms_total", "Instances started before anybody asked", pool.getPrewarms());
        counter("slackline_offloaded_total", "Requests sent to another node for want of a place", pool.getOffloaded());
        counter("slackline_warm_invocations_total", "Requests that found an instance ready", pool.getWarmInvocations());
        counter("slackline_cold_invocations_total", "Requests that waited for a start", pool.getColdInvocations());
        return this;
    }

    public PrometheusText place(int computeScore, List<LinkQuality> links) {
        gauge("slackline_compute_score", "Speed of one core, 1000 being the reference; 0: not measured", computeScore);
        perLink(
                "slackline_link_rtt_microseconds",
                "Round trip",
                links,
                link -> Integer.toUnsignedLong(link.getRttUs()));
        perLink("slackline_link_bandwidth_kbps", "Bandwidth; 0: not measured", links, LinkQuality::getBandwidthKbps);
        return this;
    }

    private void perLink(String name, String help, List<LinkQuality> links, ToLongFunction<LinkQuality> value) {
        head(name, "gauge", help);
        for (var link : links) {
            text.append(name)
                    .append("{node=\"")
                    .append(node)
                    .append("\",to=\"")
                    .append(link.getTo())
                    .append("\"} ")
                    .append(value.applyAsLong(link))
                    .append('\n');
        }
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
