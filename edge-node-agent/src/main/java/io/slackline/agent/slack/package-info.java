/**
 * Measures what the network functions leave unused of the node's CPU budget, window by window, and predicts the next window\n * from a high quantile of the recent ones.
 */
@NullMarked
package io.slackline.agent.slack;

import org.jspecify.annotations.NullMarked;
