/**
 * From who serves a function to what the switches shall hold.
 * Slots of candidate groups, service entries, bindings: pure functions of the model.
 */
@NullMarked
package io.slackline.controller.steering;

import org.jspecify.annotations.NullMarked;
