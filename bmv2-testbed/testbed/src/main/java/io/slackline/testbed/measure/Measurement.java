package io.slackline.testbed.measure;

import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Figures over a request log. A request belongs to a span when any part of its life does, so that what began before a migration and
 * was hit by it counts as hit. One that failed has the latency after which it was given up: who loses the slowest requests shall not look fast.
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

    /** Latency of the requests that have to do with any of the spans. */
    public LatencyFigures latencyIn(List<Span> spans) {
        return LatencyFigures.of(latenciesIn(spans, _ -> true));
    }

    /** Latency of the requests within {@code all} that have to do with none of the spans. */
    public LatencyFigures latencyOutside(List<Span> spans, Span all) {
        return LatencyFigures.of(latencies(
                id -> all.contains(log.intendedNanos(id)) && spans.stream().noneMatch(span -> touches(span, id))));
    }

    /** Latencies, in microseconds, of the requests that have to do with any of the spans, of the flows chosen. */
    public Histogram latenciesIn(List<Span> spans, IntPredicate flows) {
        return latencies(id -> flows.test(log.flow(id)) && spans.stream().anyMatch(span -> touches(span, id)));
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

    private Histogram latencies(IntPredicate chosen) {
        Histogram histogram = new Histogram(HIGHEST_MICROS, DIGITS);
        for (int id = 0; id < log.size(); id++) {
            if (chosen.test(id)) {
                histogram.recordValue(micros(id));
            }
        }
        return histogram;
    }

    private long micros(int id) {
        return Math.clamp((log.completedNanos(id) - log.intendedNanos(id)) / 1000, 0, HIGHEST_MICROS);
    }

    /** The longest time without a good answer, in microseconds, of those that any part of lies in one of the spans. */
    public long longestGapMicros(List<Span> spans) {
        return longestMicros(gap -> spans.stream().anyMatch(span -> span.overlaps(gap.fromNanos(), gap.toNanos())));
    }

    /** The same of those that begin within {@code all} and no part of lies in one of the spans. */
    public long longestGapOutsideMicros(List<Span> spans, Span all) {
        return longestMicros(gap -> all.contains(gap.fromNanos())
                && spans.stream().noneMatch(span -> span.overlaps(gap.fromNanos(), gap.toNanos())));
    }

    private long longestMicros(Predicate<Span> chosen) {
        return gaps().stream()
                        .filter(chosen)
                        .mapToLong(gap -> gap.toNanos() - gap.fromNanos())
                        .max()
                        .orElse(0)
                / 1000;
    }

    /** From the first request or one answer to the next answer or, where none comes any more, the last request. */
    private List<Span> gaps() {
        if (log.size() == 0) {
            return List.of();
        }
        long[] answers = IntStream.range(0, log.size())
                .filter(id -> log.outcome(id) == Outcome.OK)
                .mapToLong(log::completedNanos)
                .sorted()
                .toArray();
        List<Span> gaps = new ArrayList<>();
        long from = log.intendedNanos(0);
        for (long answer : answers) {
            gaps.add(new Span(from, answer));
            from = answer;
        }
        long last = log.intendedNanos(log.size() - 1);
        if (last - from > 0) {
            gaps.add(new Span(from, last));
        }
        return gaps;
    }

    /** Percentiles of each bucket of time, by intended time; buckets without requests are left out. */
    public List<LatencyPoint> latencyOverTime(Span span, long bucketNanos) {
        return latencyOverTime(span, bucketNanos, _ -> true);
    }

    /** The same of the flows chosen. */
    public List<LatencyPoint> latencyOverTime(Span span, long bucketNanos, IntPredicate flows) {
        int buckets = (int) ((span.toNanos() - span.fromNanos() + bucketNanos - 1) / bucketNanos);
        Histogram[] histograms = new Histogram[buckets];
        for (int id = 0; id < log.size(); id++) {
            if (span.contains(log.intendedNanos(id)) && flows.test(log.flow(id))) {
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
        /** All of them. */
        public int answers() {
            return answersByNode.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** Which part of the answers came from the node, 0 to 1; 0 when none came at all. */
        public double share(String node) {
            int all = answers();
            return all == 0 ? 0 : (double) answersByNode.getOrDefault(node, 0) / all;
        }
    }
}
