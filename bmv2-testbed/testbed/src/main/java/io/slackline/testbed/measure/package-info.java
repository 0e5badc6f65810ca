/**
 * Turns the records of the load generators into figures: latency inside and outside of spans of time, gaps, shares, failures,
 * duplicate executions. Every figure comes from what clients saw.
 */
@NullMarked
package io.slackline.testbed.measure;

import org.jspecify.annotations.NullMarked;
