/**
 * Runs the Python tests of the folder {@code mininet} as child processes, so that they count among all tests.
 * A skip of theirs is a skip here, with its reason.
 */
@NullMarked
package io.slackline.testbed.mininet;

import org.jspecify.annotations.NullMarked;
