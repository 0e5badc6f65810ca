/**
 * Carries experiments out: deploys, puts load on, lets happen what the file says, gathers what clients and wires saw, and turns it into figures.
 */
@NullMarked
package io.slackline.testbed.experiment.run;

import org.jspecify.annotations.NullMarked;
