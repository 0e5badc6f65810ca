/**
 * The in-band slack reports to the switches: one small UDP datagram every few milliseconds, at once when something that steers
 * traffic has changed, from a thread of its own.
 */
@NullMarked
package io.slackline.agent.report;

import org.jspecify.annotations.NullMarked;
