package io.slackline.testbed.experiment.run;

import io.slackline.api.v1.Function;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.experiment.EventConfig.NfLoad;
import io.slackline.testbed.experiment.FunctionConfig.SteeringKind;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.run.Evidence.Done;
import io.slackline.testbed.observe.Sighting;
import io.slackline.testbed.observe.SlackShift;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How soon the switch follows a report, taken from the wire: after each event that loads a node which a function steered by slack may leave, the first report that drops the preferred
 * node below another, and the first request that goes to the other one. The figures are the worst of all these events; when one of them was not seen to be followed, there are none.
 */
final class Reactions {
    private static final Duration WATCHED = Duration.ofSeconds(3);
    private static final Duration BEFORE = Duration.ofMillis(500);

    private Reactions() {}

    static Map<String, Metric> metrics(Evidence evidence) {
        List<SlackShift> shifts = new ArrayList<>();
        int expected = 0;
        int seen = 0;
        for (Done event : evidence.done()) {
            if (drops(evidence, event)) {
                List<SlackShift> found = shifts(evidence, event);
                shifts.addAll(found);
                expected++;
                seen += found.isEmpty() ? 0 : 1;
            }
        }
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("reaction.seen", new Metric(seen, "shifts", Better.NONE));
        metrics.put("reaction.expected", new Metric(expected, "shifts", Better.NONE));
        if (expected > 0 && seen == expected) {
            long worst = shifts.stream()
                    .mapToLong(SlackShift::reportToFirstSteeredMicros)
                    .max()
                    .orElseThrow();
            int strays = shifts.stream()
                    .mapToInt(SlackShift::steeredToDroppedAfter)
                    .max()
                    .orElseThrow();
            double periodMicros = evidence.topology().config().reportInterval().toNanos() / 1e3;
            metrics.put("reaction.report_to_first_steered", new Metric(worst, "us", Better.LOWER));
            metrics.put("reaction.periods", new Metric(worst / periodMicros, "report periods", Better.LOWER));
            metrics.put("reaction.requests_to_old_node", new Metric(strays, "requests", Better.LOWER));
        }
        return metrics;
    }

    /** Whether the event raises the NF load of a node that the switch may leave for another one. */
    private static boolean drops(Evidence evidence, Done event) {
        if (!(event.occurrence().action() instanceof NfLoad load)) {
            return false;
        }
        List<String> raised = load.loaded(event.occurrence().time()).stream()
                .filter(node -> load.millicores()
                        > evidence.topology().node(node).orElseThrow().config().nfMillicores())
                .toList();
        return evidence.trial().functions().stream()
                .filter(function -> function.steering() == SteeringKind.SLACK)
                .flatMap(function -> function.deployed().stream())
                .filter(copy -> copy.nodes().size() > 1)
                .anyMatch(copy -> copy.nodes().stream().anyMatch(raised::contains));
    }

    private static List<SlackShift> shifts(Evidence evidence, Done event) {
        List<Sighting> around = evidence.sightings().stream()
                .filter(sighting -> {
                    long at = evidence.clock().nanoTimeOfEpochNanos(sighting.atNanos()) - event.atNanos();
                    return at > -BEFORE.toNanos() && at < WATCHED.toNanos();
                })
                .toList();
        return evidence.functions().values().stream()
                .flatMap(function -> SlackShift.find(around, ip(function)).stream())
                .toList();
    }

    static int ip(Function function) {
        try {
            return ByteBuffer.wrap(InetAddress.getByName(
                                    function.getSpec().getAddress().getIp())
                            .getAddress())
                    .getInt();
        } catch (UnknownHostException e) {
            throw new SlacklineException(Code.INTERNAL, "the controller gave no IPv4 address: " + e, e);
        }
    }
}
