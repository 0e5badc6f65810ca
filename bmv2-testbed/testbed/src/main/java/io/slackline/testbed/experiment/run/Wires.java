package io.slackline.testbed.experiment.run;

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
import io.slackline.testbed.topology.Topology.NodeHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Figures from the requests that left the switch's ports: whom a loaded node, and a dead one, still got. */
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
        return evidence.sightings().stream()
                .filter(sighting ->
                        sighting instanceof NewRequest request && request.direction() == Direction.OUT_OF_SWITCH)
                .map(sighting -> new Sent(evidence.clock().nanoTimeOfEpochNanos(sighting.atNanos()), sighting.port()))
                .toList();
    }

    private int port(String node) {
        return evidence.topology().nodes().stream()
                .filter(host -> host.name().equals(node))
                .map(NodeHost::host)
                .findFirst()
                .orElseThrow()
                .port();
    }

    /** After each change of NF load: how long until the nodes that it loads got no more requests. */
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
            left.ifPresent(at -> micros.add((at - from) / 1e3));
            missed += left.isEmpty() ? 1 : 0;
        }
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("following.missed", new Metric(missed, "changes", Better.LOWER));
        if (all > 0) {
            metrics.put("following.to_loaded", new Metric(100.0 * toLoaded / all, "%", Better.LOWER));
        }
        if (!micros.isEmpty()) {
            double[] sorted =
                    micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            metrics.put("following.median", new Metric(sorted[sorted.length / 2], "us", Better.LOWER));
            metrics.put("following.worst", new Metric(sorted[sorted.length - 1], "us", Better.LOWER));
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
        List<Sent> sent = sent();
        long late = 0;
        double lastMicros = 0;
        for (Death death : deaths()) {
            List<Sent> after = sent.stream()
                    .filter(request -> request.port() == death.port() && request.atNanos() > death.atNanos())
                    .toList();
            late += after.stream()
                    .filter(request -> request.atNanos() > death.noticedNanos())
                    .count();
            lastMicros = after.stream()
                    .mapToDouble(request -> (request.atNanos() - death.atNanos()) / 1e3)
                    .reduce(lastMicros, Math::max);
        }
        return Map.of(
                "dead_node.requests_after_3_periods", new Metric(late, "requests", Better.LOWER),
                "dead_node.last_request_after", new Metric(lastMicros, "us", Better.LOWER));
    }

    /** Failed requests that a dying node had, or was given before its silence could be noticed. */
    long lostInFlight() {
        List<Death> deaths = deaths();
        RequestLog log = evidence.measurement().log();
        long lost = 0;
        for (int id = 0; id < log.size(); id++) {
            int each = id;
            boolean failed = log.outcome(id) != Outcome.OK;
            if (failed
                    && deaths.stream()
                            .anyMatch(death -> log.intendedNanos(each) <= death.noticedNanos()
                                    && log.completedNanos(each) >= death.atNanos())) {
                lost++;
            }
        }
        return lost;
    }

    /**
     * A node's end.
     *
     * @param atNanos when it was last heard, or was killed
     * @param noticedNanos from then on the switch must have noticed
     */
    private record Death(int port, long atNanos, long noticedNanos) {}

    private List<Death> deaths() {
        long patience = evidence.topology().config().reportInterval().toNanos() * REPORT_PERIODS + TICK_NANOS;
        return evidence.done().stream()
                .flatMap(event -> killed(event).stream().map(node -> {
                    long heard = evidence.sightings().stream()
                            .filter(sighting -> sighting instanceof Report && sighting.port() == port(node))
                            .mapToLong(sighting -> evidence.clock().nanoTimeOfEpochNanos(sighting.atNanos()))
                            .max()
                            .orElse(event.atNanos());
                    long at = Math.max(heard, event.atNanos());
                    return new Death(port(node), at, at + patience);
                }))
                .toList();
    }

    private static Optional<String> killed(Done event) {
        return event.occurrence().action() instanceof Failure failure
                        && failure.fault() instanceof Kill kill
                        && kill.part() == Part.Kind.NODE
                ? kill.node()
                : Optional.empty();
    }
}
