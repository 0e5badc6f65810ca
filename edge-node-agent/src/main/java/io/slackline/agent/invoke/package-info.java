/**
 * A request on its way: to the local instance or, for stragglers, to the agent where the function lives now. All types here\n * belong to the event loop; every exchange gets exactly one answer.
 */
@NullMarked
package io.slackline.agent.invoke;

import org.jspecify.annotations.NullMarked;
