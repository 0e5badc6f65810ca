/** Tests of the load generator: parsing, checking, scheduling, and whole runs against small servers on the loopback. */
@NullMarked
package io.slackline.testbed.load;

import org.jspecify.annotations.NullMarked;
