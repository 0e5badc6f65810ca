/** Tests of commands that need no network. */
@NullMarked
package io.slackline.testbed;

import org.jspecify.annotations.NullMarked;
