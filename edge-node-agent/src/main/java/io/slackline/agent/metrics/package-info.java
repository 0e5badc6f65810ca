/**
 * The agent's numbers as Prometheus text.
 */
@NullMarked
package io.slackline.agent.metrics;

import org.jspecify.annotations.NullMarked;
