/**
 * What repetitions of a measurement say: estimates with 95 % confidence intervals, and whether two of them differ.
 * The observation is the repetition, never the single request: requests of one repetition share its luck and are not independent.
 */
@NullMarked
package io.slackline.testbed.statistics;

import org.jspecify.annotations.NullMarked;
