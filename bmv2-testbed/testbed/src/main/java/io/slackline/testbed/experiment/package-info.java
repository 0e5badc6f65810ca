/**
 * What an experiment is: the file that describes it ({@link io.slackline.testbed.experiment.Experiment}), what a run of it yields
 * ({@link io.slackline.testbed.experiment.RunResult}), and how the figures of a run are judged. Knows nothing of where it is run.
 */
@NullMarked
package io.slackline.testbed.experiment;

import org.jspecify.annotations.NullMarked;
