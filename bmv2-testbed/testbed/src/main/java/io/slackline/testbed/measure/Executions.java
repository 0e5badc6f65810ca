package io.slackline.testbed.measure;

import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * An audit of executions. Each instance of a sample function numbers its executions from 1 and says the number in the answer; numbers
 * below the highest that no answer carries were executions without an answer: requests that were executed twice, or failed.
 *
 * @param executed by all instances together, as far as answers tell
 * @param answered distinct executions that some answer carried
 */
public record Executions(int executed, int answered) {

    public static Executions of(RequestLog log) {
        int executed = 0;
        int answered = 0;
        for (BitSet runs : runsByInstance(log, _ -> true).values()) {
            executed += runs.length() - 1;
            answered += runs.cardinality();
        }
        return new Executions(executed, answered);
    }

    /** Of each instance from the first to the last execution that answered a request intended within the span. */
    public static Executions within(Span span, RequestLog log) {
        Map<Integer, BitSet> all = runsByInstance(log, _ -> true);
        int executed = 0;
        int answered = 0;
        for (var chosen :
                runsByInstance(log, id -> span.contains(log.intendedNanos(id))).entrySet()) {
            int first = chosen.getValue().nextSetBit(0);
            int end = chosen.getValue().length();
            executed += end - first;
            answered += Objects.requireNonNull(all.get(chosen.getKey()))
                    .get(first, end)
                    .cardinality();
        }
        return new Executions(executed, answered);
    }

    private static Map<Integer, BitSet> runsByInstance(RequestLog log, IntPredicate chosen) {
        Map<Integer, BitSet> runsByInstance = new HashMap<>();
        for (int id = 0; id < log.size(); id++) {
            if (log.outcome(id) == Outcome.OK && chosen.test(id)) {
                runsByInstance
                        .computeIfAbsent(log.instance(id), _ -> new BitSet())
                        .set(log.run(id));
            }
        }
        return runsByInstance;
    }

    /** Executions without an answer that failed requests cannot explain. */
    public int unanswered(int failedRequests) {
        return Math.max(0, executed - answered - failedRequests);
    }
}
