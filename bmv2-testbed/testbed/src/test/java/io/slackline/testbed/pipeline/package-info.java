/**
 * What Slackline's P4 program does to packets, tried on whatever executes it: the embedded switch, and real bmv2 where it is
 * installed. One suite of behaviours, {@link io.slackline.testbed.pipeline.PipelineBehaviour}, runs on each; entries go in over
 * P4Runtime, packets over ports without a network.
 */
@NullMarked
package io.slackline.testbed.pipeline;

import org.jspecify.annotations.NullMarked;
