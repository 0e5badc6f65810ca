package io.slackline.testbed.experiment.run;

import io.slackline.api.v1.Migration;
import io.slackline.testbed.experiment.EventConfig.Failure;
import io.slackline.testbed.experiment.EventConfig.Migrate;
import io.slackline.testbed.experiment.EventConfig.NfLoad;
import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.Measure;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Happening;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.RunResult.Point;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.Series;
import io.slackline.testbed.experiment.WindowConfig;
import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Measurement.LatencyPoint;
import io.slackline.testbed.measure.Measurement.ShareBucket;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.topology.Topology.NodeHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Turns the evidence of a repetition into its figures. */
final class Gathering {
    private static final long BUCKET_NANOS = 500_000_000;
    private static final double MICROS_PER_SECOND = 1e6;

    private final Evidence evidence;
    private final Measurement measurement;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private final List<Series> series = new ArrayList<>();

    private Gathering(Evidence evidence) {
        this.evidence = evidence;
        this.measurement = evidence.measurement();
    }

    static Repetition repetition(Evidence evidence, Set<Measure> measures) {
        Gathering gathering = new Gathering(evidence);
        gathering.overTime();
        for (Measure measure : measures) {
            switch (measure) {
                case GAP -> gathering.gaps();
                case MIGRATIONS -> gathering.migrations();
                case REACTION -> gathering.metrics.putAll(Reactions.metrics(evidence));
                case FOLLOWING -> gathering.metrics.putAll(new Wires(evidence).following());
                case DEAD_NODE -> gathering.metrics.putAll(new Wires(evidence).deadNode());
                case THROUGHPUT -> gathering.throughput();
                case SHARES -> gathering.shares();
            }
        }
        return new Repetition(
                gathering.requests(), gathering.latencies(), gathering.metrics, gathering.series, gathering.events());
    }

    private Requests requests() {
        long sent = measurement.log().size();
        long failed = measurement.failures().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        return new Requests(sent, sent - failed, failed, measurement.duplicates(), new Wires(evidence).lostInFlight());
    }

    private Map<String, Latency> latencies() {
        Map<String, Latency> latencies = new LinkedHashMap<>();
        List<String> loads = evidence.loadOfFlow().stream().distinct().toList();
        windows().forEach((name, spans) -> {
            latencies.put(name, Latencies.of(measurement.latenciesIn(spans, _ -> true)));
            if (loads.size() > 1) {
                loads.forEach(load ->
                        latencies.put(name + "/" + load, Latencies.of(measurement.latenciesIn(spans, flowsOf(load)))));
            }
        });
        return latencies;
    }

    private IntPredicate flowsOf(String load) {
        return flow -> evidence.loadOfFlow().get(flow).equals(load);
    }

    /** The spans of each window. */
    private Map<String, List<Span>> windows() {
        Map<String, List<Span>> windows = new LinkedHashMap<>();
        Span measured = evidence.measured();
        windows.put(Experiment.MEASURED, List.of(measured));
        List<Span> moves = evidence.migrations().stream().map(evidence::window).toList();
        for (WindowConfig window : evidence.trial().windows()) {
            Span all = new Span(
                    measured.fromNanos() + window.from().toNanos(),
                    Math.min(measured.fromNanos() + window.to().toNanos(), measured.toNanos()));
            windows.put(
                    window.name(),
                    switch (window.of()) {
                        case ALL -> List.of(all);
                        case MIGRATIONS ->
                            moves.stream()
                                    .filter(move -> all.contains(move.fromNanos()))
                                    .toList();
                        case BETWEEN_MIGRATIONS -> all.without(moves);
                    });
        }
        return windows;
    }

    private void overTime() {
        for (String load : evidence.loadOfFlow().stream().distinct().toList()) {
            List<LatencyPoint> points = measurement.latencyOverTime(evidence.measured(), BUCKET_NANOS, flowsOf(load));
            series.add(new Series(
                    "latency p50",
                    "us",
                    load,
                    points.stream()
                            .map(point -> new Point(
                                    point.seconds() * 1e3, point.latency().p50()))
                            .toList()));
            series.add(new Series(
                    "latency p99",
                    "us",
                    load,
                    points.stream()
                            .map(point -> new Point(
                                    point.seconds() * 1e3, point.latency().p99()))
                            .toList()));
            series.add(new Series(
                    "answers",
                    "1/s",
                    load,
                    measurement.shares(evidence.measured(), BUCKET_NANOS, flowsOf(load)).stream()
                            .map(bucket -> new Point(bucket.fromMillis(), bucket.answers() * 1e9 / BUCKET_NANOS))
                            .toList()));
        }
    }

    private void gaps() {
        windows()
                .forEach((name, spans) -> metrics.put(
                        "longest_gap." + name, new Metric(measurement.longestGapMicros(spans), "us", Better.LOWER)));
    }

    private void migrations() {
        count("migrations.done", migration -> migration.getState() == Migration.State.DONE, Better.NONE);
        count("migrations.rolled_back", migration -> migration.getState() == Migration.State.ROLLED_BACK, Better.NONE);
        count("migrations.open", migration -> !ControlClient.ended(migration), Better.LOWER);
        metrics.put("migrations.refused", new Metric(evidence.refused().size(), "migrations", Better.LOWER));
        maximum("migrations.flip_max", migration -> migration.getFlipUs());
        maximum(
                "migrations.duration_max",
                migration -> evidence.window(migration).seconds() * MICROS_PER_SECOND);
    }

    private void count(String name, Predicate<Migration> which, Better better) {
        long count = evidence.migrations().stream().filter(which).count();
        metrics.put(name, new Metric(count, "migrations", better));
    }

    private void maximum(String name, ToDoubleFunction<Migration> micros) {
        evidence.migrations().stream()
                .mapToDouble(micros)
                .max()
                .ifPresent(value -> metrics.put(name, new Metric(value, "us", Better.LOWER)));
    }

    private void throughput() {
        Measurement.Counts counts = measurement.counts(evidence.measured());
        metrics.put("throughput", new Metric(counts.good() / evidence.measured().seconds(), "1/s", Better.HIGHER));
        metrics.put("throughput.carried", new Metric((double) counts.good() / counts.sent(), "1", Better.HIGHER));
    }

    private void shares() {
        List<String> loads = evidence.loadOfFlow().stream().distinct().toList();
        windows().forEach((window, spans) -> {
            share(window, measurement.sharesIn(spans, _ -> true));
            if (loads.size() > 1) {
                loads.forEach(load -> share(window + "/" + load, measurement.sharesIn(spans, flowsOf(load))));
            }
        });
        for (NodeHost node : evidence.topology().nodes()) {
            series.add(new Series(
                    "share of the answers",
                    "%",
                    node.name(),
                    measurement.shares(evidence.measured(), BUCKET_NANOS, _ -> true).stream()
                            .map(bucket -> new Point(bucket.fromMillis(), 100 * bucket.share(node.name())))
                            .toList()));
            series.add(new Series(
                    "slack",
                    "m",
                    node.name(),
                    evidence.slack().stream()
                            .map(point -> new Point(
                                    evidence.millis(point.atNanos()),
                                    point.millicoresByNode().getOrDefault(node.name(), 0)))
                            .toList()));
        }
    }

    private void share(String where, ShareBucket shares) {
        evidence.topology()
                .nodes()
                .forEach(node -> metrics.put(
                        "share.%s.%s".formatted(node.name(), where),
                        new Metric(100 * shares.share(node.name()), "%", Better.NONE)));
    }

    private List<Happening> events() {
        Stream<Happening> done = evidence.done().stream().flatMap(event -> switch (event.occurrence()
                .action()) {
            case NfLoad load ->
                Stream.of(evidence.happening(
                        event.atNanos(),
                        event.atNanos(),
                        "NF load of %s: %d m"
                                .formatted(
                                        String.join(
                                                ", ",
                                                load.loaded(event.occurrence().time())),
                                        load.millicores())));
            case Failure failure ->
                Stream.of(evidence.happening(
                        event.atNanos(),
                        event.atNanos()
                                + failure.lasting().orElse(Duration.ZERO).toNanos(),
                        failure.fault().describe()));
            case Migrate _ -> Stream.empty();
        });
        Stream<Happening> moves = evidence.migrations().stream()
                .map(migration -> evidence.happening(
                        evidence.window(migration).fromNanos(),
                        evidence.window(migration).toNanos(),
                        "%s from %s to %s: %s"
                                .formatted(
                                        migration.getFunction(),
                                        migration.getFrom(),
                                        migration.getTo(),
                                        migration.getState())));
        return Stream.concat(done, moves)
                .sorted(Comparator.comparingDouble(Happening::tMs))
                .toList();
    }
}
