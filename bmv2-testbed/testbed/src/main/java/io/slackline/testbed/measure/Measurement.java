package io.slackline.testbed.measure;

import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Figures over a request log. A request belongs to a span when any part of its life does, so that what began before a migration and
 * was hit by it counts as hit.
 */
public final class Measurement {
    private static final long HIGHEST_MICROS = 120_000_000;
    private static final int DIGITS = 3;

    private final RequestLog log;

    public Measurement(RequestLog log) {
        this.log = log;
    }

    public RequestLog log() {
        return log;
    }

    /** Requests intended within the span. */
    public Counts counts(Span span) {
        int sent = 0;
        int good = 0;
        for (int id = 0; id < log.size(); id++) {
            if (span.contains(log.intendedNanos(id))) {
                sent++;
                good += log.outcome(id) == Outcome.OK ? 1 : 0;
            }
        }
        return new Counts(sent, good, sent - good);
    }

    /** Failed requests by outcome, of all times. */
    public Map<Outcome, Integer> failures() {
        Map<Outcome, Integer> failures = new LinkedHashMap<>();
        for (int id = 0; id < log.size(); id++) {
            if (log.outcome(id) != Outcome.OK) {
                failures.merge(log.outcome(id), 1, Integer::sum);
            }
        }
        return failures;
    }

    /** Latency of the good answers that have to do with any of the spans. */
    public LatencyFigures latencyIn(List<Span> spans) {
        return latency(id -> spans.stream().anyMatch(span -> touches(span, id)));
    }

    /** Latency of the good answers within {@code all} that have to do with none of the spans. */
    public LatencyFigures latencyOutside(List<Span> spans, Span all) {
        return latency(
                id -> all.contains(log.intendedNanos(id)) && spans.stream().noneMatch(span -> touches(span, id)));
    }

    /**
     * Latencies, in microseconds, of the requests that have to do with any of the spans, of the flows chosen. One that failed counts with the time after which it was
     * given up: who loses the slowest requests shall not look fast.
     */
    public Histogram latenciesIn(List<Span> spans, IntPredicate flows) {
        Histogram histogram = new Histogram(HIGHEST_MICROS, DIGITS);
        for (int id = 0; id < log.size(); id++) {
            int each = id;
            if (flows.test(log.flow(id)) && spans.stream().anyMatch(span -> touches(span, each))) {
                histogram.recordValue(micros(id));
            }
        }
        return histogram;
    }

    /** Good answers by node name of the requests intended within any of the spans, of the flows chosen. */
    public ShareBucket sharesIn(List<Span> spans, IntPredicate flows) {
        ShareBucket shares = new ShareBucket(0, new LinkedHashMap<>());
        for (int id = 0; id < log.size(); id++) {
            long intended = log.intendedNanos(id);
            if (log.outcome(id) == Outcome.OK
                    && flows.test(log.flow(id))
                    && log.node(id) != RequestLog.NO_NODE
                    && spans.stream().anyMatch(span -> span.contains(intended))) {
                shares.answersByNode().merge(log.nodes().get(log.node(id)), 1, Integer::sum);
            }
        }
        return shares;
    }

    private boolean touches(Span span, int id) {
        return span.overlaps(log.intendedNanos(id), log.completedNanos(id));
    }

    private LatencyFigures latency(IntPredicate chosen) {
        Histogram histogram = new Histogram(HIGHEST_MICROS, DIGITS);
        for (int id = 0; id < log.size(); id++) {
            if (log.outcome(id) == Outcome.OK && chosen.test(id)) {
                histogram.recordValue(micros(id));
            }
        }
        return LatencyFigures.of(histogram);
    }

    private long micros(int id) {
        return Math.clamp((log.completedNanos(id) - log.intendedNanos(id)) / 1000, 0, HIGHEST_MICROS);
    }

    /** The longest time between two successive good answers of which the later came within one of the spans, in microseconds. */
    public long longestGapMicros(List<Span> spans) {
        long[] answers = IntStream.range(0, log.size())
                .filter(id -> log.outcome(id) == Outcome.OK)
                .mapToLong(log::completedNanos)
                .toArray();
        Arrays.sort(answers);
        long longest = 0;
        for (int i = 1; i < answers.length; i++) {
            long at = answers[i];
            if (spans.stream().anyMatch(span -> span.contains(at))) {
                longest = Math.max(longest, at - answers[i - 1]);
            }
        }
        return longest / 1000;
    }

    /** Percentiles of each bucket of time, by intended time; buckets without answers are left out. */
    public List<LatencyPoint> latencyOverTime(Span span, long bucketNanos) {
        return latencyOverTime(span, bucketNanos, _ -> true);
    }

    /** The same of the flows chosen. */
    public List<LatencyPoint> latencyOverTime(Span span, long bucketNanos, IntPredicate flows) {
        int buckets = (int) ((span.toNanos() - span.fromNanos() + bucketNanos - 1) / bucketNanos);
        Histogram[] histograms = new Histogram[buckets];
        for (int id = 0; id < log.size(); id++) {
            if (log.outcome(id) == Outcome.OK && span.contains(log.intendedNanos(id)) && flows.test(log.flow(id))) {
                int bucket = (int) ((log.intendedNanos(id) - span.fromNanos()) / bucketNanos);
                if (histograms[bucket] == null) {
                    histograms[bucket] = new Histogram(HIGHEST_MICROS, DIGITS);
                }
                histograms[bucket].recordValue(micros(id));
            }
        }
        List<LatencyPoint> points = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            if (histograms[i] != null) {
                points.add(new LatencyPoint(i * bucketNanos / 1e9, LatencyFigures.of(histograms[i])));
            }
        }
        return points;
    }

    /** Good answers by node and bucket of time, of the flows chosen. */
    public List<ShareBucket> shares(Span span, long bucketNanos, IntPredicate flows) {
        int buckets = (int) ((span.toNanos() - span.fromNanos() + bucketNanos - 1) / bucketNanos);
        List<ShareBucket> shares = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            shares.add(new ShareBucket(i * bucketNanos / 1_000_000, new LinkedHashMap<>()));
        }
        for (int id = 0; id < log.size(); id++) {
            boolean counts = log.outcome(id) == Outcome.OK
                    && span.contains(log.intendedNanos(id))
                    && flows.test(log.flow(id))
                    && log.node(id) != RequestLog.NO_NODE;
            if (counts) {
                int bucket = (int) ((log.intendedNanos(id) - span.fromNanos()) / bucketNanos);
                shares.get(bucket).answersByNode().merge(log.nodes().get(log.node(id)), 1, Integer::sum);
            }
        }
        return shares;
    }

    /** Second answers, and executions that belong to no answer. */
    public int duplicates() {
        return log.duplicates()
                + Executions.of(log)
                        .unanswered(failures().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum());
    }

    /** Requests of a span: sent = good + failed. */
    public record Counts(int sent, int good, int failed) {}

    /** One bucket of a time line. */
    public record LatencyPoint(double seconds, LatencyFigures latency) {}

    /** Answers by node from {@code fromMillis} on. */
    public record ShareBucket(long fromMillis, Map<String, Integer> answersByNode) {
        /** Which part of the answers came from the node, 0 to 1; 0 when none came at all. */
        public double share(String node) {
            int all =
                    answersByNode.values().stream().mapToInt(Integer::intValue).sum();
            return all == 0 ? 0 : (double) answersByNode.getOrDefault(node, 0) / all;
        }
    }
}
