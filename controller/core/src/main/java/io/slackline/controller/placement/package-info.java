/**
 * Which node can take a function, and which is best for it.
 * Pure reading: of the model and of what the agents said last.
 */
@NullMarked
package io.slackline.controller.placement;

import org.jspecify.annotations.NullMarked;
