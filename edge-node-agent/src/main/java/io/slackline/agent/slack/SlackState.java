package io.slackline.agent.slack;

/**
 * The CPU account of the node over the last window.
 *
 * @param budgetMillicores what NFs and functions share
 * @param nfMillicores what the NFs took
 * @param predictedMillicores what they are expected to take next
 * @param functionMillicores what the functions took
 * @param availableMillicores budget less prediction less margin, at least 0: what functions may take
 * @param slackMillicores what a request more would find of that, beside the functions' use and those that wait
 * @param psiCpuPermille CPU pressure in 1/1000
 */
public record SlackState(
        int budgetMillicores,
        int nfMillicores,
        int predictedMillicores,
        int functionMillicores,
        int availableMillicores,
        int slackMillicores,
        int psiCpuPermille) {

    /** Before the first window: all of the budget but the margin. */
    public static SlackState unmeasured(int budgetMillicores, int marginMillicores) {
        int available = Math.max(0, budgetMillicores - marginMillicores);
        return new SlackState(budgetMillicores, 0, 0, 0, available, available, 0);
    }

    /** What the NFs are expected to leave of the budget, in 1/1000. */
    public int nfHeadroomPermille() {
        return Math.clamp(1000L - 1000L * predictedMillicores / budgetMillicores, 0, 1000);
    }
}
