/** Tests of what a running testbed is made of. */
@org.jspecify.annotations.NullMarked
package io.slackline.testbed.live;
