package io.slackline.agent.harvest;

import java.util.List;

/**
 * What harvesting does now, for those who watch.
 *
 * @param on functions need CPU, and something is harvested for them
 * @param harvestedMillicores that NFs take less than they would without
 * @param avoidableMillicores that NFs took in the last window and would not while functions run
 * @param modeChanges since the start
 * @param backOffs since the start
 */
public record HarvestState(
        boolean on,
        int harvestedMillicores,
        int avoidableMillicores,
        long modeChanges,
        long backOffs,
        List<NfState> nfs) {

    /**
     * One NF.
     *
     * @param holdMicros for how long its packets may be held now
     * @param bestHoldMicros up to its inflection point
     * @param baselineMillicores that it takes without harvesting
     * @param millicores that it took in the last window
     * @param baselineP99Micros of its latency without harvesting; 0 where it is not measured
     * @param p99Micros of its latency with the best hold
     * @param deliveredPermille of its packets got through in the last window
     * @param packetsPerSecond in the last window
     */
    public record NfState(
            Tag tag,
            long holdMicros,
            long bestHoldMicros,
            int baselineMillicores,
            int millicores,
            long baselineP99Micros,
            long p99Micros,
            int deliveredPermille,
            long packetsPerSecond) {}

    /** Nothing has been measured yet. */
    static HarvestState nothing() {
        return new HarvestState(false, 0, 0, 0, 0, List.of());
    }
}
