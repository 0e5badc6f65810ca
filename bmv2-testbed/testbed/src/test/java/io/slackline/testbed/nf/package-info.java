/** Network functions, packet by packet. */
@NullMarked
package io.slackline.testbed.nf;

import org.jspecify.annotations.NullMarked;
