/**
 * The system calls that the testbed needs and Java has not: namespaces, interface ioctls, packet taps.
 * Each call is one method, documented with its man page, that turns errno into an exception with a name.
 * Calls that change the calling thread (setns, prctl) must run on a platform thread of their own.
 */
@NullMarked
package io.slackline.testbed.linux;

import org.jspecify.annotations.NullMarked;
