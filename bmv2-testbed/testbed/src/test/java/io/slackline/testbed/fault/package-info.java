/** Tests of faults that need no testbed. */
@org.jspecify.annotations.NullMarked
package io.slackline.testbed.fault;
