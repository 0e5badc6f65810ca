/**
 * A whole deployment under virtual time, on one thread: the embedded switch's engine with the pipeline, the controller's steering, placement, migrations and
 * policies, and the agents' function controllers are the ones that run in production; clocks, sockets, CPUs and clients are simulated. {@code docs/simulation.md}
 * says what stands for what.
 */
@NullMarked
package io.slackline.testbed.simulation;

import org.jspecify.annotations.NullMarked;
