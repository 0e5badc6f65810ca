/**
 * The agent's side of the join stream: registers, takes assignments, sends metrics, statuses and events, and redials for as\n * long as the controller is away, while everything else goes on.
 */
@NullMarked
package io.slackline.agent.control;

import org.jspecify.annotations.NullMarked;
