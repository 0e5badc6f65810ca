package io.slackline.controller.migration;

import java.time.Duration;

/**
 * How patient migrations are.
 *
 * @param warmTimeout for all joiners to become warm
 * @param syncTimeout for the source to give its state away and to hand the function over
 * @param lostGrace a node without a stream for so long is given up
 * @param restartGrace the same, right after the controller has started, when all nodes are still redialling
 */
public record MigrationSettings(
        Duration warmTimeout, Duration syncTimeout, Duration lostGrace, Duration restartGrace) {}
