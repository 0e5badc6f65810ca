package io.slackline.agent.report;

/** Decides whether a new slack is worth a report at once: when it differs from the last one that was by a tenth of the budget. One thread. */
public final class Significance {
    private final int threshold;
    private int last;

    /** @param budgetMillicores of the node */
    public Significance(int budgetMillicores, int slackMillicores) {
        threshold = Math.max(1, budgetMillicores / 10);
        last = slackMillicores;
    }

    /** True once for each crossing. */
    public boolean changed(int slackMillicores) {
        if (Math.abs(slackMillicores - last) < threshold) {
            return false;
        }
        last = slackMillicores;
        return true;
    }
}
