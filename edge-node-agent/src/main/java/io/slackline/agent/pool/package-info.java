/**
 * The function controller's rules (NEMO, section 4.3): which instances stay warm in the memory there is, which functions are warmed
 * before they are asked for, and what may run at the same time. No threads, processes or sockets: {@code host} asks and acts.
 */
@NullMarked
package io.slackline.agent.pool;

import org.jspecify.annotations.NullMarked;
