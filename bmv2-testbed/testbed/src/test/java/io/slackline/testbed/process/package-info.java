/** Tests of supervision with real small processes. */
@NullMarked
package io.slackline.testbed.process;

import org.jspecify.annotations.NullMarked;
