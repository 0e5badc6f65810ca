package io.slackline.testbed.experiment.run;

import io.slackline.pipeline.Ticks;
import io.slackline.testbed.experiment.EventConfig.Failure;
import io.slackline.testbed.experiment.EventConfig.NfLoad;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.run.Evidence.Done;
import io.slackline.testbed.fault.Kill;
import io.slackline.testbed.fault.Part;
import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.observe.Sighting.Direction;
import io.slackline.testbed.observe.Sighting.NewRequest;
import io.slackline.testbed.observe.Sighting.Report;
import io.slackline.testbed.statistics.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Figures from the requests on the switch's ports: what a loaded node, and a dead one, still got. */
final class Wires {
    /** Without a request for so long, a node is taken for left. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final int REPORT_PERIODS = 3;
    /** The switch's clock counts in these. */
    private static final long TICK_NANOS = 1_024_000;

    private final Evidence evidence;

    Wires(Evidence evidence) {
        this.evidence = evidence;
    }

    /** A request that went to a node; in nanoseconds of {@link System#nanoTime}. */
    private record Sent(long atNanos, int port) {}

    private List<Sent> sent() {
        return requests(Direction.OUT_OF_SWITCH)
                .map(request -> new Sent(evidence.clock().nanoTimeOfEpochNanos(request.atNanos()), request.port()))
                .toList();
    }

    private Stream<NewRequest> requests(Direction direction) {
        return evidence.sightings().stream()
                .filter(NewRequest.class::isInstance)
                .map(NewRequest.class::cast)
                .filter(request -> request.direction() == direction);
    }

    private int port(String node) {
        return evidence.topology().node(node).orElseThrow().host().port();
    }

    /**
     * After each change of NF load: how long until the nodes that it loads got no more requests. A change that was missed counts with all its time: it would have taken at least
     * that long.
     */
    Map<String, Metric> following() {
        List<Sent> sent = sent();
        List<Done> changes = evidence.done().stream()
                .filter(event -> event.occurrence().action() instanceof NfLoad load && load.width() > 0)
                .toList();
        List<Double> micros = new ArrayList<>();
        int missed = 0;
        long toLoaded = 0;
        long all = 0;
        for (int i = 0; i < changes.size(); i++) {
            long from = changes.get(i).atNanos();
            long to = i + 1 < changes.size()
                    ? changes.get(i + 1).atNanos()
                    : evidence.measured().toNanos();
            Set<Integer> ports = loadedPorts(changes.get(i));
            List<Long> arrivals = sent.stream()
                    .filter(request -> request.atNanos() >= from && request.atNanos() < to)
                    .filter(request -> ports.contains(request.port()))
                    .map(Sent::atNanos)
                    .toList();
            toLoaded += arrivals.size();
            all += sent.stream()
                    .filter(request -> request.atNanos() >= from && request.atNanos() < to)
                    .count();
            Optional<Long> left = quietFrom(arrivals, from, to);
            micros.add((left.orElse(to) - from) / 1e3);
            missed += left.isEmpty() ? 1 : 0;
        }
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("following.missed", new Metric(missed, "changes", Better.LOWER));
        if (all > 0) {
            metrics.put("following.to_loaded", new Metric(100.0 * toLoaded / all, "%", Better.LOWER));
        }
        if (!micros.isEmpty()) {
            metrics.put("following.median", new Metric(Sample.of(micros).median(), "us", Better.LOWER));
            metrics.put("following.worst", new Metric(Collections.max(micros), "us", Better.LOWER));
        }
        return metrics;
    }

    private Set<Integer> loadedPorts(Done change) {
        return change.occurrence().action() instanceof NfLoad load
                ? load.loaded(change.occurrence().time()).stream()
                        .map(this::port)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** The last request before the first quiet time, or the change itself when none came at all. */
    private static Optional<Long> quietFrom(List<Long> arrivals, long from, long to) {
        long last = from;
        for (long arrival : arrivals) {
            if (arrival - last >= QUIET.toNanos()) {
                return Optional.of(last);
            }
            last = arrival;
        }
        return to - last >= QUIET.toNanos() ? Optional.of(last) : Optional.empty();
    }

    /** What nodes got that were killed, later than three report periods after they were last heard, or were killed. */
    Map<String, Metric> deadNode() {
        List<Death> deaths = deaths();
        long late = 0;
        double lastMicros = 0;
        for (long given : givenTo(deaths)) {
            late += deaths.stream().noneMatch(death -> death.isUnnoticed(given)) ? 1 : 0;
            lastMicros = deaths.stream()
                    .filter(death -> death.hasPassed(given))
                    .mapToDouble(death -> (given - death.atNanos()) / 1e3)
                    .reduce(lastMicros, Math::max);
        }
        return Map.of(
                "dead_node.requests_after_3_periods", new Metric(late, "requests", Better.LOWER),
                "dead_node.last_request_after", new Metric(lastMicros, "us", Better.LOWER));
    }

    /**
     * When requests came to the switch that it gave to a dead node. A link that is cut drops what the switch sends into it before it can be seen there, so these are the requests
     * that come in while a node is dead and go out nowhere.
     */
    private List<Long> givenTo(List<Death> deaths) {
        Set<Long> wentOut =
                requests(Direction.OUT_OF_SWITCH).map(NewRequest::flow).collect(Collectors.toSet());
        return requests(Direction.INTO_SWITCH)
                .filter(request -> !wentOut.contains(request.flow()))
                .map(request -> evidence.clock().nanoTimeOfEpochNanos(request.atNanos()))
                .filter(at -> deaths.stream().anyMatch(death -> death.hasPassed(at)))
                .toList();
    }

    /**
     * Failed requests that were under way in the time from a node's death to when its silence must have been noticed: those that it had or was given, and at most those. Where a
     * request went is not looked at, so one that another node failed in that time counts as well.
     */
    long lostInFlight() {
        List<Death> deaths = deaths();
        RequestLog log = evidence.measurement().log();
        return IntStream.range(0, log.size())
                .filter(id -> log.outcome(id) != Outcome.OK)
                .filter(id -> deaths.stream()
                        .anyMatch(death -> log.intendedNanos(id) + log.sentAfterNanos(id) <= death.noticedNanos()
                                && log.completedNanos(id) >= death.atNanos()))
                .count();
    }

    /**
     * A node's end.
     *
     * @param atNanos when it was last heard, or was killed
     * @param noticedNanos from then on the switch must have noticed
     * @param healedNanos from then on it may be back
     */
    private record Death(long atNanos, long noticedNanos, long healedNanos) {
        boolean hasPassed(long nanos) {
            return nanos > atNanos && nanos < healedNanos;
        }

        /** The node is dead, and the switch need not know yet. */
        boolean isUnnoticed(long nanos) {
            return hasPassed(nanos) && nanos <= noticedNanos;
        }
    }

    private List<Death> deaths() {
        Duration patience = evidence.topology().config().reportInterval().multipliedBy(REPORT_PERIODS);
        // The limit in whole ticks, and one more, because both a report and a request are stamped with the tick that
        // has begun.
        long patienceNanos = (Ticks.staleness(patience) + 1) * TICK_NANOS;
        return evidence.done().stream()
                .flatMap(event -> event.occurrence().action() instanceof Failure failure
                        ? killedNode(failure).map(node -> death(event, failure, node, patienceNanos)).stream()
                        : Stream.empty())
                .toList();
    }

    private Death death(Done event, Failure failure, String node, long patienceNanos) {
        long healed = failure.lasting()
                .map(lasting -> event.doneNanos() + lasting.toNanos())
                .orElse(Long.MAX_VALUE);
        List<Long> heard = evidence.sightings().stream()
                .filter(sighting -> sighting instanceof Report && sighting.port() == port(node))
                .map(sighting -> evidence.clock().nanoTimeOfEpochNanos(sighting.atNanos()))
                .filter(at -> at < healed)
                .toList();
        long at = heard.isEmpty() ? event.doneNanos() : Math.max(Collections.max(heard), event.atNanos());
        return new Death(at, at + patienceNanos, healed);
    }

    private static Optional<String> killedNode(Failure failure) {
        return failure.fault() instanceof Kill kill && kill.part() == Part.Kind.NODE ? kill.node() : Optional.empty();
    }
}
