/**
 * The testbed's command line: demo, bench, testbed, doctor, cleanup, and the internal commands that its own child processes run.
 * Commands parse and print; what they do lives in the packages below, one idea each.
 */
@NullMarked
package io.slackline.testbed;

import org.jspecify.annotations.NullMarked;
