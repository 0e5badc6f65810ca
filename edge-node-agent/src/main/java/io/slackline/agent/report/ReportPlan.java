package io.slackline.agent.report;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Who this node is in the reports, and where they go.
 *
 * @param nodeIndex 1..4096
 * @param token secret, given by the controller
 * @param bootEpoch of this agent process, 16 bits
 * @param targets one for each switch
 * @param interval between two reports when nothing changes
 */
public record ReportPlan(int nodeIndex, int token, int bootEpoch, List<InetSocketAddress> targets, Duration interval) {}
