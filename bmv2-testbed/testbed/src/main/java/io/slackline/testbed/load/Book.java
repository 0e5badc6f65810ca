package io.slackline.testbed.load;

import java.time.Duration;
import org.HdrHistogram.Recorder;

/**
 * Where the flows enter what became of their requests: the log for the report, counters and an interval histogram for the live
 * display. Guarded by the generator's lock, except {@link #latencyMicros}, which is thread-safe.
 */
final class Book {
    private static final long HIGHEST_MICROS = 60_000_000;
    private static final int DIGITS = 3;

    private final RequestLog log;
    private final long timeoutNanos;
    private final Recorder latencyMicros = new Recorder(HIGHEST_MICROS, DIGITS);
    private final long[] answersByNode = new long[RequestLog.NO_NODE + 1];
    private int good;
    private int failed;

    /** @param timeout an answer that takes so long has come too late */
    Book(RequestLog log, Duration timeout) {
        this.log = log;
        this.timeoutNanos = timeout.toNanos();
    }

    RequestLog log() {
        return log;
    }

    Recorder latencyMicros() {
        return latencyMicros;
    }

    int good() {
        return good;
    }

    int failed() {
        return failed;
    }

    int outstanding() {
        return log.size() - good - failed;
    }

    /** Answers of each node since the last call, by node index. */
    long[] takeAnswersByNode() {
        long[] taken = answersByNode.clone();
        java.util.Arrays.fill(answersByNode, 0);
        return taken;
    }

    /** A whole answer has come; a second one to the same request is a duplicate, one that came too late is neither. */
    void answer(int request, RequestCases cases, HttpConnection.Answer answer) {
        long now = System.nanoTime();
        switch (log.outcome(request)) {
            case PENDING -> {
                if (now - log.intendedNanos(request) >= timeoutNanos) {
                    fail(request, Outcome.TIMEOUT);
                } else if (answer.status() != 200) {
                    fail(request, Outcome.BAD_STATUS);
                } else if (cases.check(request, answer.bytes(), answer.from(), answer.to(), answer.node(), log)) {
                    log.end(request, Outcome.OK, now);
                    good++;
                    answersByNode[log.node(request)]++;
                    latencyMicros.recordValue(Math.clamp((now - log.intendedNanos(request)) / 1000, 0, HIGHEST_MICROS));
                } else {
                    fail(request, Outcome.WRONG_ANSWER);
                }
            }
            case OK -> log.duplicate();
            case TIMEOUT, BAD_STATUS, WRONG_ANSWER, CONNECT_FAILED, CONNECTION_LOST -> {}
        }
    }

    void fail(int request, Outcome outcome) {
        if (log.end(request, outcome, System.nanoTime())) {
            failed++;
        }
    }
}
