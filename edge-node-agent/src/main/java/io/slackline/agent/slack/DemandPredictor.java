package io.slackline.agent.slack;

import java.util.Arrays;

/**
 * What the NFs may take in the next window: a high quantile of their demand in recent windows, but never less than in the last one. So a rise is
 * believed at once and a fall only when it has lasted, which errs on the NFs' side (NEMO, section 4.2). Used from one thread.
 */
public final class DemandPredictor {
    private final int[] recent;
    private final int[] sorted;
    private final double quantile;
    private int count;
    private int next;

    /**
     * @param windows how many it looks back over
     * @param quantile more than 0, at most 1
     */
    public DemandPredictor(int windows, double quantile) {
        recent = new int[windows];
        sorted = new int[windows];
        this.quantile = quantile;
    }

    /** Takes the demand of the window that has ended, in milli-cores, and predicts that of the next. */
    public int predict(int millicores) {
        recent[next] = millicores;
        next = (next + 1) % recent.length;
        count = Math.min(count + 1, recent.length);
        System.arraycopy(recent, 0, sorted, 0, count);
        Arrays.sort(sorted, 0, count);
        int rank = Math.max(0, (int) Math.ceil(quantile * count) - 1);
        return Math.max(sorted[rank], millicores);
    }
}
