/**
 * Child processes under supervision: started in a namespace and under a CPU budget, their output in a file, their unexpected
 * death an error with the last lines of that file, their end orderly: SIGTERM, a grace period, SIGKILL.
 */
@NullMarked
package io.slackline.testbed.process;

import org.jspecify.annotations.NullMarked;
