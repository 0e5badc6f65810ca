/**
 * The command line against a controller that is faked in the process: what it asks, what it prints, how it ends.
 * Output is compared with the files in {@code golden/}; {@code -Dslackline.test.jvm=-Dslackline.golden=write} writes them anew, for a person to review.
 */
@NullMarked
package io.slackline.cli;

import org.jspecify.annotations.NullMarked;
