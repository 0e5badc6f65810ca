/**
 * The agents' streams: what each node shall host goes out, what it is doing comes in.
 * Declarative: a node that comes back is told everything again, and doing it twice changes nothing.
 */
@NullMarked
package io.slackline.controller.agent;

import org.jspecify.annotations.NullMarked;
