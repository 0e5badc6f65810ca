/**
 * Drives the agent's own request path before the first real request, so that the JIT compiler has met it and no client pays for\n * that.
 */
@NullMarked
package io.slackline.agent.warmup;

import org.jspecify.annotations.NullMarked;
