/**
 * The open-loop load generator: a process of its own in a client's namespace. Requests have intended send times from a schedule that
 * never waits for answers, and latency counts from there, so that a stalled server cannot hide its stall (coordinated omission).
 * Every answer's content is checked and every request is recorded: when intended, sent, answered, by which node and instance.
 */
@NullMarked
package io.slackline.testbed.load;

import org.jspecify.annotations.NullMarked;
