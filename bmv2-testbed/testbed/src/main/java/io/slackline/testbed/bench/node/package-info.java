/**
 * One agent without a network around it, as benchmarks of the agent need it: the benchmark is its controller, assigns functions to it, and calls
 * them at their service addresses.
 */
@NullMarked
package io.slackline.testbed.bench.node;

import org.jspecify.annotations.NullMarked;
