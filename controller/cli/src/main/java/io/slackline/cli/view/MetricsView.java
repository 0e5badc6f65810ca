package io.slackline.cli.view;

import io.slackline.api.v1.FunctionTraffic;
import io.slackline.api.v1.MetricsSample;
import io.slackline.cli.options.Converters;
import io.slackline.common.output.Table;
import java.util.ArrayList;
import java.util.TreeMap;

/** Shows samples of a metrics stream one after the other; rates are those since the sample before. */
public final class MetricsView {
    private static final Table<Traffic> TRAFFIC = Table.<Traffic>empty()
            .text("FUNCTION", Traffic::function)
            .text("MODE", Traffic::mode)
            .text("NODE", Traffic::node)
            .number("PACKETS", Traffic::packets)
            .number("PACKETS/S", Traffic::rate);

    private MetricsSample before = MetricsSample.getDefaultInstance();

    /** @param rate packets per second since the sample before; empty in the first */
    private record Traffic(String function, String mode, String node, long packets, String rate) {}

    /** Both tables, each followed by an empty line. */
    public String render(MetricsSample sample) {
        var rows = new ArrayList<Traffic>();
        for (var traffic : sample.getFunctionsList()) {
            new TreeMap<>(traffic.getSteeredPacketsMap())
                    .forEach((node, packets) -> rows.add(new Traffic(
                            traffic.getFunction(),
                            Converters.kebab(traffic.getMode()),
                            node,
                            packets,
                            rate(sample.getAtUs(), traffic.getFunction(), node, packets))));
        }
        before = sample;
        return Words.instant(sample.getAtUs())
                + "\n" + Tables.NODES.render(sample.getNodesList())
                + "\n" + TRAFFIC.render(rows) + "\n";
    }

    private String rate(long atUs, String function, String node, long packets) {
        long micros = atUs - before.getAtUs();
        return before.getFunctionsList().stream()
                .filter(traffic -> traffic.getFunction().equals(function))
                .map(FunctionTraffic::getSteeredPacketsMap)
                .filter(counts -> counts.containsKey(node) && micros > 0)
                .map(counts -> Long.toString(Math.round((packets - counts.get(node)) * 1e6 / micros)))
                .findFirst()
                .orElse("");
    }
}
