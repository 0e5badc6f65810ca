/**
 * Faults to order, for tests and for the events of experiments: processes that die, stop or crawl, links that are cut, packets that the
 * switch harms, slack reports that are forged, corrupt or old, a disk that is full or slow, a clock that jumps. Each is a value that is injected into a running
 * testbed and healed again; {@link io.slackline.testbed.fault.Faults} sees to it that all are healed at the end.
 */
@NullMarked
package io.slackline.testbed.fault;

import org.jspecify.annotations.NullMarked;
