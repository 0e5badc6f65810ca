package io.slackline.agent.slack;

/**
 * The CPU account of the node over the last window.
 *
 * @param budgetMillicores what NFs and functions share
 * @param nfMillicores what the NFs took
 * @param predictedMillicores what they are expected to take next
 * @param functionMillicores what the functions took; not subtracted from the slack, it is theirs
 * @param slackMillicores budget less prediction less margin, at least 0
 * @param psiCpuPermille CPU pressure in 1/1000
 */
public record SlackState(
        int budgetMillicores,
        int nfMillicores,
        int predictedMillicores,
        int functionMillicores,
        int slackMillicores,
        int psiCpuPermille) {

    /** Before the first window: all of the budget but the margin. */
    public static SlackState unmeasured(int budgetMillicores, int marginMillicores) {
        return new SlackState(budgetMillicores, 0, 0, 0, Math.max(0, budgetMillicores - marginMillicores), 0);
    }

    /** What the NFs are expected to leave of the budget, in 1/1000. */
    public int nfHeadroomPermille() {
        return Math.clamp(1000L - 1000L * predictedMillicores / budgetMillicores, 0, 1000);
    }
}
