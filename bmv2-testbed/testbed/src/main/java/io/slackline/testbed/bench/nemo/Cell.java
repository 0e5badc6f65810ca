package io.slackline.testbed.bench.nemo;

import java.util.List;

/**
 * One measured combination.
 *
 * @param networkFunction that carried packets meanwhile; "none" when no packets came
 * @param frameBytes of these packets; 0 when none came
 * @param way in which the functions were run
 * @param function whose invocations these are; "mixed" for a stream of all
 * @param nf what became of the packets
 */
record Cell(String networkFunction, int frameBytes, String way, String function, List<Sample> samples, NfFigures nf) {
    static final String NONE = "none";
    static final String MIXED = "mixed";

    double meanMicros() {
        return Sample.mean(samples);
    }
}
