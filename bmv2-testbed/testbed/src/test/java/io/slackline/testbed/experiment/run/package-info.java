@NullMarked
package io.slackline.testbed.experiment.run;

import org.jspecify.annotations.NullMarked;
