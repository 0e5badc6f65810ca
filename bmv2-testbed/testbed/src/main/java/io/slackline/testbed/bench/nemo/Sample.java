package io.slackline.testbed.bench.nemo;

import io.slackline.testbed.workload.WorkloadFunction;
import java.util.List;

/**
 * One answered invocation.
 *
 * @param micros from the intended time of sending to the whole answer
 * @param start how it started, in the agent's words: warm or cold
 */
record Sample(WorkloadFunction function, double micros, String start) {

    static double mean(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::micros).average().orElse(Double.NaN);
    }

    /** Share of those that started cold. */
    static double coldShare(List<Sample> samples) {
        return samples.stream().filter(each -> !each.start().equals("warm")).count() / (double) samples.size();
    }

    static double percentile(List<Sample> samples, double share) {
        double[] sorted = samples.stream().mapToDouble(Sample::micros).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
