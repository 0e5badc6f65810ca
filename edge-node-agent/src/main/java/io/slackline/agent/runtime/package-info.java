/**
 * How an instance of a function is started, watched and killed. {@code process} runs a command that speaks HTTP on the unix\n * socket or loopback port it is given; its artifact comes from a content-addressed cache.
 */
@NullMarked
package io.slackline.agent.runtime;

import org.jspecify.annotations.NullMarked;
