/** Tests of the figures over hand-made request logs. */
@NullMarked
package io.slackline.testbed.measure;

import org.jspecify.annotations.NullMarked;
