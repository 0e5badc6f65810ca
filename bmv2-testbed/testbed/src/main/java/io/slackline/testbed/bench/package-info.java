/**
 * The benchmarks: each measures itself and its baseline in the same run and yields named figures.
 * Ratios are what counts; absolute figures hold for the machine that made them.
 */
@NullMarked
package io.slackline.testbed.bench;

import org.jspecify.annotations.NullMarked;
