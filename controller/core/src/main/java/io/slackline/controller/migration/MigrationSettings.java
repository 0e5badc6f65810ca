package io.slackline.controller.migration;

import java.time.Duration;

/**
 * How patient migrations are.
 *
 * @param warmTimeout for all joiners to become warm
 * @param lostGrace a node without a stream for so long is given up
 * @param restartGrace the same, right after the controller has started, when all nodes are still redialling
 */
public record MigrationSettings(Duration warmTimeout, Duration lostGrace, Duration restartGrace) {}
