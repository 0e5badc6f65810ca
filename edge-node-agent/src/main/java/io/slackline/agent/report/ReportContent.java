package io.slackline.agent.report;

/**
 * What a report says.
 *
 * @param draining the node takes no new work: it is being drained, or has just started and cannot serve yet
 * @param warmBits bit i: the function in slot i is warm
 */
public record ReportContent(
        boolean draining,
        int slackMillicores,
        int queueDepth,
        int warmBits,
        int psiCpuPermille,
        int nfHeadroomPermille) {}
