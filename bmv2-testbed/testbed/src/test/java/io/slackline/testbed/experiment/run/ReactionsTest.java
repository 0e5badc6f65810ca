package io.slackline.testbed.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.common.config.ConfigLoader;
import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.Experiment.Size;
import io.slackline.testbed.experiment.Experiment.Trial;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.run.Evidence.Done;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.measure.WallClock;
import io.slackline.testbed.observe.Sighting;
import io.slackline.testbed.observe.Sighting.Direction;
import io.slackline.testbed.observe.Sighting.Drain;
import io.slackline.testbed.observe.Sighting.NewRequest;
import io.slackline.testbed.observe.Sighting.Report;
import io.slackline.testbed.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A function on n1 and n2, on ports 1 and 2; n3 serves nothing. Network functions move to n1 at 1 s, to n2 at 5 s. */
final class ReactionsTest {
    private static final String EXPERIMENT = """
            name: moves
            title: Network functions move
            description: As it says.
            topology: {reportInterval: 10ms, nodes: [{name: n1}, {name: n2}, {name: n3, nfMillicores: 100}]}
            functions: [{name: f, steering: %s, nodes: %s}]
            loads: [{name: l, function: f, rate: 10}]
            duration: 10s
            events:
              - {at: 1s, nfLoad: {nodes: [n1], millicores: 100}}
              - {at: 1s, nfLoad: {nodes: [n3], millicores: 0}}
              - {at: 5s, nfLoad: {nodes: [n1], millicores: 0}}
              - {at: 5s, nfLoad: {nodes: [n2], millicores: 100}}
            """;
    private static final int SERVICE = 0x0a630102;
    private static final String ADDRESS = "10.99.1.2";

    private final List<Sighting> sightings = new ArrayList<>();
    private long flows;

    private Map<String, Metric> metrics(String steering, String nodes) {
        Experiment experiment =
                ConfigLoader.parse(EXPERIMENT.formatted(steering, nodes), "test.yaml", Experiment.class);
        Trial trial = experiment.trial(experiment.variants().getFirst(), Size.SMALL);
        List<Done> done = Occurrence.of(trial.events()).stream()
                .map(event ->
                        new Done(event, event.after().toNanos(), event.after().toNanos()))
                .toList();
        Function function = Function.newBuilder()
                .setSpec(FunctionSpec.newBuilder()
                        .setAddress(ServiceAddress.newBuilder().setIp(ADDRESS)))
                .build();
        return Reactions.metrics(new Evidence(
                trial,
                Topology.of(experiment.topology()),
                new Measurement(new RequestLog(List.of("l"))),
                new Span(0, 10_000_000_000L),
                List.of("l"),
                Map.of("f", function),
                List.of(),
                done,
                List.of(),
                sightings,
                List.of(),
                new WallClock(0)));
    }

    /** The node on port {@code from} served all, then reports less than the other one, which gets a request after the given time. */
    private void shift(long atMillis, int from, int to, long micros) {
        report(atMillis - 90, from, 800);
        report(atMillis - 90, to, 700);
        for (int i = 0; i < 10; i++) {
            request((atMillis - 80 + i) * 1_000, from);
        }
        report(atMillis + 10, from, 600);
        request((atMillis + 10) * 1_000 + micros, to);
    }

    private void report(long atMillis, int port, int slack) {
        sightings.add(new Report(atMillis * 1_000_000, port, port, slack, Drain.SERVING));
    }

    private void request(long atMicros, int port) {
        flows++;
        sightings.add(new NewRequest(atMicros * 1_000, 9, Direction.INTO_SWITCH, SERVICE, 6, flows));
        sightings.add(new NewRequest(atMicros * 1_000, port, Direction.OUT_OF_SWITCH, SERVICE, 6, flows));
    }

    @Test
    void theWorstOfAllShiftsCounts() {
        shift(1_000, 1, 2, 4_000);
        shift(5_000, 2, 1, 15_000);
        Map<String, Metric> metrics = metrics("slack", "[n1, n2]");
        assertEquals(2, metrics.get("reaction.seen").value());
        assertEquals(2, metrics.get("reaction.expected").value());
        assertEquals(15_000, metrics.get("reaction.report_to_first_steered").value());
        assertEquals(1.5, metrics.get("reaction.periods").value());
        assertEquals(0, metrics.get("reaction.requests_to_old_node").value());
    }

    @Test
    void oneThatWasNotSeenLeavesNoFigureToJudge() {
        shift(1_000, 1, 2, 4_000);
        Map<String, Metric> metrics = metrics("slack", "[n1, n2]");
        assertEquals(1, metrics.get("reaction.seen").value());
        assertEquals(2, metrics.get("reaction.expected").value());
        assertFalse(metrics.containsKey("reaction.periods"));
    }

    @Test
    void noneIsExpectedWhereTheSwitchHasNoChoice() {
        assertEquals(0, metrics("slack", "[n3]").get("reaction.expected").value());
        assertEquals(0, metrics("share", "[n1, n2]").get("reaction.expected").value());
    }
}
