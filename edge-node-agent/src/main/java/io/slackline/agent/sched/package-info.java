/**
 * The few system calls on processes and threads that Java does not offer: scheduling policy and signals to process groups,\n * through the foreign function interface.
 */
@NullMarked
package io.slackline.agent.sched;

import org.jspecify.annotations.NullMarked;
