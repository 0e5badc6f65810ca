package io.slackline.testbed.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.common.config.ConfigLoader;
import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.Experiment.Size;
import io.slackline.testbed.experiment.Experiment.Trial;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.run.Evidence.Done;
import io.slackline.testbed.load.Outcome;
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

/** Of two nodes, on ports 1 and 2, the second is killed 1,000 ms after the beginning; the client is on port 3. */
final class WiresTest {
    private static final String EXPERIMENT = """
            name: dies
            title: A node dies
            description: As it says.
            topology: {nodes: [{name: n1}, {name: n2}]}
            functions: [{name: f, steering: slack, nodes: [n1, n2]}]
            loads: [{name: l, function: f, rate: 10}]
            duration: 10s
            events: [{at: 1s, fault: {kill: {part: node, node: n2}}%s}]
            """;
    private static final double KILLED = 1_000;
    private static final double CUT = 1_020;

    private final List<Sighting> sightings = new ArrayList<>();
    private final RequestLog log = new RequestLog(List.of("l"));
    private int flows;

    private Wires wires(String lasting) {
        Experiment experiment = ConfigLoader.parse(EXPERIMENT.formatted(lasting), "test.yaml", Experiment.class);
        Trial trial = experiment.trial(experiment.variants().getFirst(), Size.SMALL);
        Occurrence death = Occurrence.of(trial.events()).getFirst();
        return wires(experiment, List.of(new Done(death, nanos(KILLED), nanos(CUT))));
    }

    /** Network functions walk over the two nodes, from n1 on: at 0 s, 4 s and 8 s. */
    private Wires walked() {
        Experiment experiment = ConfigLoader.parse(
                EXPERIMENT
                        .formatted("")
                        .replaceFirst(
                                "events: .*",
                                "events: [{every: 4s, times: 3, nfLoad: {nodes: [n1, n2], millicores: 9, width: 1}}]"),
                "test.yaml",
                Experiment.class);
        Trial trial = experiment.trial(experiment.variants().getFirst(), Size.SMALL);
        return wires(
                experiment,
                Occurrence.of(trial.events()).stream()
                        .map(event -> new Done(
                                event, event.after().toNanos(), event.after().toNanos()))
                        .toList());
    }

    private Wires wires(Experiment experiment, List<Done> done) {
        Trial trial = experiment.trial(experiment.variants().getFirst(), Size.SMALL);
        return new Wires(new Evidence(
                trial,
                Topology.of(experiment.topology()),
                new Measurement(log),
                new Span(0, nanos(10_000)),
                List.of("l"),
                Map.of(),
                List.of(),
                done,
                List.of(),
                sightings,
                List.of(),
                new WallClock(0)));
    }

    private static long nanos(double millis) {
        return (long) (millis * 1e6);
    }

    private void report(int port, double millis) {
        sightings.add(new Report(nanos(millis), port, port, 500, Drain.SERVING));
    }

    /** A request that vanishes in a link that is cut. */
    private void vanishes(double millis) {
        sightings.add(new NewRequest(nanos(millis), 3, Direction.INTO_SWITCH, 0, 17, ++flows));
    }

    private void passes(int port, double millis) {
        vanishes(millis);
        sightings.add(new NewRequest(nanos(millis + 0.1), port, Direction.OUT_OF_SWITCH, 0, 17, flows));
    }

    private void fails(double sentMillis) {
        int id = log.begin(0, nanos(sentMillis - 1));
        log.sent(id, nanos(sentMillis));
        log.end(id, Outcome.TIMEOUT, nanos(sentMillis + 5_000));
    }

    private double late(String lasting) {
        return wires(lasting)
                .deadNode()
                .get("dead_node.requests_after_3_periods")
                .value();
    }

    @Test
    void aRequestToADeadNodeIsSeenThoughTheLinkIsCut() {
        report(1, 1_200);
        report(2, 1_010);
        passes(2, 1_005);
        vanishes(1_030);
        passes(1, 1_100);
        assertEquals(0, late(""));
        vanishes(1_110);
        assertEquals(1, late(""));
        assertEquals(
                100_000,
                wires("").deadNode().get("dead_node.last_request_after").value());
    }

    @Test
    void theSwitchMayTakeUntilTheTickInWhichTheLimitEnds() {
        report(2, 1_010);
        vanishes(1_010 + 31 * 1.024 - 0.01);
        assertEquals(0, late(""));
        vanishes(1_010 + 31 * 1.024 + 0.01);
        assertEquals(1, late(""));
    }

    @Test
    void whatIsSentOnceTheSilenceMustBeNoticedIsNotLostInFlight() {
        report(2, 1_010);
        fails(1_000);
        fails(1_041);
        assertEquals(2, wires("").lostInFlight());
        fails(1_042);
        assertEquals(2, wires("").lostInFlight());
    }

    @Test
    void aNodeThatIsBackExcusesNothing() {
        report(2, 1_010);
        report(2, 4_500);
        fails(1_020);
        fails(4_600);
        vanishes(4_600);
        assertEquals(1, wires(", lasting: 3s").lostInFlight());
        assertEquals(0, late(", lasting: 3s"));
    }

    @Test
    void withoutTheWireTheNodeIsDeadWhenItsLinksAreCut() {
        fails(CUT + 31);
        fails(CUT + 33);
        assertEquals(1, wires("").lostInFlight());
    }

    @Test
    void aNodeIsLeftWithItsLastRequestBeforeQuiet() {
        passes(1, 30);
        passes(2, 4_010);
        passes(1, 8_050);
        Map<String, Metric> following = walked().following();
        assertEquals(0, following.get("following.missed").value());
        assertEquals(30_100, following.get("following.median").value());
        assertEquals(50_100, following.get("following.worst").value());
        assertEquals(100, following.get("following.to_loaded").value());
    }

    @Test
    void aChangeThatIsNeverFollowedCountsWithAllItsTime() {
        passes(1, 30);
        for (int at = 4_010; at < 8_000; at += 90) {
            passes(2, at);
        }
        for (int at = 8_010; at < 10_000; at += 90) {
            passes(1, at);
        }
        Map<String, Metric> following = walked().following();
        assertEquals(2, following.get("following.missed").value());
        assertEquals(2_000_000, following.get("following.median").value());
        assertEquals(4_000_000, following.get("following.worst").value());
    }
}
