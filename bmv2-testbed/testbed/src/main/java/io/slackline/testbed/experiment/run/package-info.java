/**
 * Carries experiments out: deploys, puts load on, lets happen what the file says, gathers what clients and wires saw, and turns it into figures. What an
 * experiment needs of its surroundings is a {@link io.slackline.testbed.experiment.run.Bed}.
 */
@NullMarked
package io.slackline.testbed.experiment.run;

import org.jspecify.annotations.NullMarked;
