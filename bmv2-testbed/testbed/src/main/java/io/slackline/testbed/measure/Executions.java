package io.slackline.testbed.measure;

import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * An audit of executions. Each instance of a sample function numbers its executions from 1 and says the number in the answer; numbers
 * below the highest that no answer carries were executions without an answer: requests that were executed twice, or failed.
 *
 * @param executed by all instances together, as far as answers tell
 * @param answered distinct executions that some answer carried
 */
public record Executions(int executed, int answered) {

    public static Executions of(RequestLog log) {
        Map<Integer, BitSet> runsByInstance = new HashMap<>();
        for (int id = 0; id < log.size(); id++) {
            if (log.outcome(id) == Outcome.OK) {
                runsByInstance
                        .computeIfAbsent(log.instance(id), _ -> new BitSet())
                        .set(log.run(id));
            }
        }
        int executed = 0;
        int answered = 0;
        for (BitSet runs : runsByInstance.values()) {
            executed += runs.length() - 1;
            answered += runs.cardinality();
        }
        return new Executions(executed, answered);
    }

    /** Executions without an answer that failed requests cannot explain. */
    public int unanswered(int failedRequests) {
        return Math.max(0, executed - answered - failedRequests);
    }
}
